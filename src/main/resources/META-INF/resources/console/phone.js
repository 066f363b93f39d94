/** The page of calls: this tab is a phone. */
import { CallCard } from './callcard.js';
import { explain, inWords, notice } from './notice.js';
import { LastCalls, shown } from './lastcalls.js';
import { openSource } from './source.js';
import { Tones } from './tones.js';
import { $, keepingFocus, set, showPage } from './page.js';

const STORED = 'mediary-phone';
const TITLE = document.title;
/** Who calls from SIP: what it says of the caller is its own word. */
const GATEWAY = 'mediary-sip';
const CALL_NOT_FOUND = 305002;
const REJECTED = 305003;
const HUNG_UP = 305011;
const OUTCOMES = {
  [REJECTED]: 'rejected', 305005: 'nobody is there', 305006: 'no answer', 305009: 'ended', 305010: 'ended', [HUNG_UP]: 'ended',
};
/** The codes by which an incoming call is over that nobody has accepted. */
const MISSED = [CALL_NOT_FOUND, 305004, 305008, 305009, HUNG_UP];

/**
 * One call at a time: who calls meanwhile is rejected. A tab that is not registered is no phone: calls do not ring in it. Its
 * elements are in `#page-phone`.
 */
export class PhonePage {
  #connection;
  #tones = new Tones();
  #card;
  #last;
  #registered;
  #current = null;

  /** @param {import('./connection.js').Connection} connection */
  constructor(connection) {
    this.#connection = connection;
    this.#card = new CallCard({
      accept: () => this.#accept(),
      reject: () => this.#do(() => this.#current.call.reject()),
      hangup: () => this.#hangup(),
      hold: () => this.#do(() => (this.#current.call.holding ? this.#current.call.resume() : this.#current.call.hold())),
      audio: () => this.#mute('audio'),
      video: () => this.#mute('video'),
      key: (digit) => this.#press(digit),
    });
    this.#last = new LastCalls((address) => {
      if (!this.#current) {
        $('phone-callee').value = address;
        this.#dial();
      }
    });
    this.#remember();
    this.#listen();
    this.#show();
  }

  #listen() {
    $('phone-dial').addEventListener('submit', (submit) => {
      submit.preventDefault();
      this.#dial();
    });
    $('phone-register').addEventListener('submit', (submit) => {
      submit.preventDefault();
      this.#register();
    });
    $('phone-off').addEventListener('click', () => this.#setRegistered(false));
    $('phone-tones').addEventListener('change', () => this.#show());
    $('token').addEventListener('input', () => this.#show());
    this.#connection.addEventListener('invite', ({ detail }) => this.#invited(detail));
    this.#connection.addEventListener('open', () => {
      $('phone-user').value = $('user').value.trim();
      this.#setRegistered(this.#registered);
    });
    ['state', 'own'].forEach((type) => this.#connection.addEventListener(type, () => this.#show()));
  }

  /** A page that is loaded anew is the phone that it was. */
  #remember() {
    const { user = '', registered = false } = JSON.parse(sessionStorage.getItem(STORED) ?? '{}');
    this.#registered = registered;
    if (registered) {
      $('user').value = user;
    }
  }

  async #register() {
    notice(null);
    try {
      $('user').value = $('phone-user').value.trim();
      await this.#connection.open();
      this.#setRegistered(true);
    } catch (error) {
      explain(error);
    }
  }

  #setRegistered(registered) {
    this.#registered = registered;
    sessionStorage.setItem(STORED, JSON.stringify({ user: $('user').value.trim(), registered }));
    this.#show();
  }

  /** Somebody calls; a call that nobody takes here is rejected by the client. */
  #invited(incoming) {
    if (!this.#registered) {
      return;
    }
    const { caller } = incoming;
    const who = [caller.name, caller.user, caller.user_id, caller.address].find((text) => typeof text === 'string' && text.trim() !== '');
    const made = current('incoming', who === undefined ? 'somebody' : shown(who));
    if (this.#current) {
      incoming.addEventListener('hangup', () => this.#last.add(lastCall(made, 'busy')));
      incoming.reject('Busy').catch((error) => explain(error));
      return;
    }
    set('phone-outcome', '');
    this.#current = made;
    this.#follow(incoming);
    Promise.all([incoming.ring(), this.#whose(made)]).catch((error) => explain(error));
    showPage('phone');
    $('phone-accept').focus();
  }

  /** What the caller says of itself may be wrong; whose call it is the server knows. */
  async #whose(made) {
    try {
      const { user_id: user } = await this.#connection.request('media/call/get_info', { call_id: made.call.id });
      const { address } = made.call.caller;
      made.address = user === GATEWAY ? address : user;
      if (user !== made.who) {
        made.from = user === GATEWAY ? `the SIP address ${shown(String(address))}` : `the user ${user}`;
      }
      this.#show();
    } catch (error) {
      if (error.code !== CALL_NOT_FOUND) {
        throw error;
      }
    }
  }

  async #dial() {
    const callees = $('phone-callee').value.split(',').map((callee) => callee.trim()).filter(Boolean);
    if (this.#current || callees.length === 0) {
      return;
    }
    notice(null);
    set('phone-outcome', '');
    const made = current('calling', shown(callees.join(', ')), callees.join(', '));
    this.#current = made;
    this.#show();
    try {
      await this.#send(made);
      if (made.cancelled) {
        this.#over(made, 'cancelled');
        return;
      }
      const user = $('user').value.trim();
      const call = await this.#connection.call({
        callee: callees.length === 1 ? callees[0] : callees,
        ring: Number($('phone-ring').value),
        caller: user ? { user } : {},
        stream: made.source.stream,
      });
      this.#follow(call);
      if (made.cancelled) {
        await call.hangup();
      }
    } catch (error) {
      this.#failed(made, error, () => this.#dial());
    }
  }

  #accept() {
    return this.#do(async (made) => {
      await this.#send(made);
      if (made.call.ended) {
        this.#closeSource(made);
        return;
      }
      try {
        await this.#connection.accept(made.call, { stream: made.source.stream });
        made.state = 'talking';
        made.since = performance.now();
      } catch (error) {
        this.#over(made, outcome(error, made)); // Whatever kept it from being accepted, it is over.
        throw error;
      }
    }, () => this.#accept());
  }

  /** Opens what is sent in this call. */
  async #send(made) {
    made.source = await openSource($('phone-source').value);
    this.#show();
  }

  #follow(call) {
    const made = this.#current;
    made.call = call;
    const on = (type, act) => call.addEventListener(type, ({ detail }) => {
      act(detail);
      this.#show();
    });
    on('ringing', () => { made.state = 'ringing'; });
    on('accepted', ({ callee }) => {
      made.state = 'talking';
      made.since ??= performance.now();
      made.who = made.incoming ? made.who : shown(callee);
    });
    on('dtmf', ({ digits }) => { made.digits += digits; });
    ['track', 'state', 'hold'].forEach((type) => on(type, () => {}));
    on('failure', (error) => notice(`The call goes on, but: ${inWords(error)}`));
    on('hangup', (why) => this.#over(made, outcome(why, made)));
    if (call.ended) {
      this.#over(made, outcome(call.ended, made));
    }
    this.#show();
  }

  #hangup() {
    const made = this.#current;
    if (made.call === null) {
      made.cancelled = true;
      return undefined;
    }
    return this.#do(() => made.call.hangup());
  }

  #mute(kind) {
    return this.#do(async ({ call, muted }) => {
      await call.mute({ [kind]: !muted[kind] });
      muted[kind] = !muted[kind];
    });
  }

  async #press(digit) {
    try {
      if ($('phone-tones').checked) {
        this.#tones.key(digit);
      }
      await this.#current?.call?.dtmf(digit);
    } catch (error) {
      explain(error);
    }
  }

  /** One thing after the other. */
  async #do(action, again) {
    const made = this.#current;
    if (!made || made.busy) {
      return;
    }
    made.busy = true;
    notice(null);
    await keepingFocus(async () => {
      this.#show();
      try {
        await action(made);
      } catch (error) {
        explain(error, again && (() => {
          $('phone-source').value = 'generated';
          again();
        }));
      } finally {
        made.busy = false;
        this.#show();
      }
    });
  }

  #failed(made, error, again) {
    this.#over(made, outcome(error, made));
    if (OUTCOMES[error.code] === undefined) {
      explain(error, () => {
        $('phone-source').value = 'generated';
        again();
      });
    }
  }

  #over(made, text) {
    if (made !== this.#current) {
      return;
    }
    this.#current = null;
    this.#closeSource(made);
    set('phone-outcome', `${made.who}: ${text}`);
    this.#last.add(lastCall(made, text));
    this.#show();
  }

  #closeSource(made) {
    made.source?.close();
    made.source = null;
  }

  #show() {
    const made = this.#current;
    this.#card.show(made && { ...made, stream: made.source?.stream });
    const rings = { incoming: 'incoming', ringing: 'outgoing' }[made?.state] ?? null;
    this.#tones.ring($('phone-tones').checked ? rings : null);
    document.body.toggleAttribute('data-ringing', made?.state === 'incoming');
    document.title = made?.state === 'incoming' ? `${made.who} calls – ${TITLE}` : TITLE;
    const changing = this.#connection.own.size > 0 || made !== null;
    $('phone-start').disabled = made !== null;
    const token = $('token').value.trim() !== '';
    $('phone-on').disabled = changing;
    $('phone-user').disabled = changing || token;
    $('phone-user').placeholder = token ? 'as the token says' : 'anonymous';
    $('phone-off').disabled = !this.#registered;
    const there = this.#connection.isThere;
    set('phone-registered', this.#registered ? registeredText(there) : 'not registered', this.#registered ? there ? 'good' : 'bad' : 'idle');
    set('phone-id', this.#connection.id ?? '–');
  }
}

function current(state, who, address) {
  return {
    state, who, address, from: null, at: Date.now(), since: null, call: null, source: null, busy: false, cancelled: false,
    incoming: state === 'incoming', digits: '', muted: { audio: false, video: false },
  };
}

function lastCall({ incoming, who, address, at, since }, text) {
  return { incoming, who, address, at, talked: since === null ? 0 : Math.round(performance.now() - since), outcome: text };
}

/** Why it is over, in a word or two where it is usual. */
function outcome(why, { incoming, since }) {
  if (since === null && incoming && MISSED.includes(why.code)) {
    return 'missed';
  }
  return since === null && why.code === HUNG_UP ? 'cancelled' : OUTCOMES[why.code] ?? inWords(why);
}

function registeredText(there) {
  const user = $('user').value.trim();
  const who = $('token').value.trim() ? 'registered by its token' : `registered as ${user || 'anonymous'}`;
  return there ? who : 'not connected';
}
