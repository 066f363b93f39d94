/** A call with its session. */
import { API_HANGUP, CALL_NOT_FOUND, isOver } from './errors.js';

/** ms: the event that ends a call says better why it is over than its session, or the answer to a command. */
const REASON_COMES = 3_000;
const KINDS = ['audio', 'video'];

/**
 * A call. Made with {@link Mediary#call}; one from another client is an {@link IncomingCall}.
 *
 * DOM events: `ringing` and `accepted` (detail: `{callee}`: at the other end), `track` (detail: the track; it is in
 * {@link Call#stream} already), `hold` (detail: `{held}`: the other end holds the call, or goes on), `dtmf` (detail:
 * `{digits}`: pressed at the other end), `info` (detail: what else the other end tells, by {@link Call#info}), `state` (detail: the
 * peer connection's state), `failure` (detail: an error that did not end the call), `hangup` (detail: `{code, reason}`:
 * the call is over).
 */
export class Call extends EventTarget {
  #mediary;
  #calls;
  #held = null;
  #muted = { audio: false, video: false };
  #reason = null;
  #described = [];
  #pressed = Promise.resolve();
  #leg;

  /** Use {@link Mediary#call}. */
  constructor(mediary, calls, id, leg = null) {
    super();
    this.#mediary = mediary;
    this.#calls = calls;
    this.#leg = leg;
    /** The call's id. @type {string} */
    this.id = id;
    /** How far it is. @type {'calling' | 'ringing' | 'talking' | 'over'} */
    this.state = 'calling';
    /** Who has accepted it. @type {string | object | null} */
    this.callee = null;
    /** Its media. @type {import('./session.js').MediaSession | null} */
    this.session = null;
    /** Whether this end holds it. @type {boolean} */
    this.holding = false;
    /** Whether the other end holds it. @type {boolean} */
    this.held = false;
    /** Why it is over; null while it is not. @type {{code: number, reason: string} | null} */
    this.ended = null;
  }

  /** What the other end sends; null before an incoming call is accepted. @returns {MediaStream | null} */
  get stream() {
    return this.session?.stream ?? null;
  }

  /**
   * Ends it, whether it rings or is talked in; one that is over already is no error.
   *
   * @param {string} [reason] told to the other end
   */
  async hangup(reason) {
    if (this.ended) {
      return;
    }
    this._end({ code: API_HANGUP, reason: reason ?? 'Hung up' });
    await this._tell('hangup', { reason });
  }

  /**
   * Mutes or un-mutes what this end sends; what is not named stays. While this end holds the call, it counts when it goes on.
   *
   * @param {{audio?: boolean, video?: boolean}} kinds
   */
  async mute(kinds) {
    const muted = { ...this.#muted };
    KINDS.filter((kind) => kinds[kind] !== undefined).forEach((kind) => { muted[kind] = kinds[kind]; });
    if (!this.holding) {
      await this.#cut(muted);
    }
    this.#muted = muted;
  }

  /**
   * Holds the call: the other end gets neither sound nor picture, and is told; nor is anything of it heard or seen here.
   * The connection stays as it is.
   *
   * @returns {Promise<void>} rejected with {@link MediaryError}; where only the other end could not be told, it is held
   */
  async hold() {
    await this.#cut({ audio: true, video: true });
    this.#play(false);
    await this.info({ hold: true });
  }

  /** Goes on after {@link Call#hold}; what was muted before is muted still. */
  async resume() {
    await this.#cut(this.#muted);
    this.#play(true);
    await this.info({ hold: false });
  }

  /**
   * Presses keys, for the other end or the machine there.
   *
   * @param {string} digits `0`–`9`, `A`–`D`, `*`, `#`, at most 64
   * @param {{duration?: number}} [options] ms for each
   */
  async dtmf(digits, { duration } = {}) {
    const sent = this.#pressed.then(() => this.#mediary.request('media/call/send_dtmf', { call_id: this.id, digits, duration }));
    this.#pressed = sent.catch(() => undefined); // Who pressed those is told; the next ones go all the same.
    await sent;
  }

  /**
   * Tells the other end something, which gets it as the event `info`.
   *
   * @param {object} body
   */
  async info(body) {
    await this.#mediary.request('media/call/info', { call_id: this.id, body });
  }

  /** Negotiates its session. Events that come meanwhile wait until who has asked for the call can listen. */
  async _begin(session) {
    this.#held = [];
    this.session = session;
    for (const type of ['track', 'state', 'failure']) {
      session.addEventListener(type, ({ detail }) => this._dispatch(type, detail));
    }
    session.addEventListener('track', ({ detail }) => { detail.enabled = !this.holding; });
    session.addEventListener('ended', ({ detail }) => this._endSoon(detail));
    try {
      this.#described.splice(0).forEach((event) => this.#describe(event));
      await this.#mediary._begin(session);
    } finally {
      setTimeout(() => {
        const held = this.#held;
        this.#held = null;
        held.forEach((event) => this._event(event));
      });
    }
  }

  /** Takes an event of this call. */
  _event(event) {
    const { type, body } = event;
    if (['answer', 'candidate', 'candidate_end'].includes(type)) {
      this.#describe(event);
    } else if (this.#held) {
      this.#held.push(event);
    } else if (!this.ended) {
      this.#change(type, body);
    }
  }

  /** It is over. */
  _end(why) {
    clearTimeout(this.#reason);
    if (this.ended) {
      return;
    }
    this.ended = why;
    this.state = 'over';
    this.#calls.forget(this.id, this.#leg);
    this.session?._end(why);
    this._dispatch('hangup', why);
  }

  /** It is over; the reason may come yet. */
  _endSoon(why) {
    if (!this.ended) {
      this.#reason ??= setTimeout(() => this._end(why), REASON_COMES);
    }
  }

  /** Sends a command of this call until it is answered; that the call is over is no error, but its end. */
  async _tell(cmd, data = {}) {
    try {
      return await this.#calls.insist(cmd, { call_id: this.id, ...data }, () => cmd === 'hangup' || cmd === 'rejected' || !this.ended);
    } catch (error) {
      if (!isOver(error)) {
        throw error;
      }
      this._endSoon({ code: error.code, reason: error.message });
      return undefined;
    }
  }

  _dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** It is invited once more, before it was accepted: perhaps to another session. */
  _invited(leg) {
    this.#leg = leg;
  }

  #change(type, body) {
    if ((type === 'ringing' || type === 'accepted') && (this.#leg ?? body.session_id) !== body.session_id) {
      return; // Of another one that rings: who may hear everything hears that, too.
    }
    if (type === 'ringing' && this.state === 'calling') {
      this.state = 'ringing';
    } else if (type === 'accepted') {
      this.state = 'talking';
      this.callee = body.callee ?? this.callee;
    }
    if (type === 'ringing' || type === 'accepted') {
      this._dispatch(type, body);
    } else if (type === 'info') {
      this.#told(body);
    } else if (type === 'hangup' && (body.session_id ?? this.#leg) === this.#leg) { // Not of another one that it rings at.
      this._end({ code: body.code, reason: body.reason });
    } else if (type === 'resync') {
      this.#look(body);
    }
  }

  /** Events were missed: what has become of it meanwhile. */
  #look({ call_id: id, state, callee, callee_session_id: winner, legs = [] }) {
    const own = legs.find(({ session_id: session }) => session === this.#leg);
    const rings = legs.find((leg) => leg.state === 'ringing');
    if (id === undefined) {
      this._end({ code: CALL_NOT_FOUND, reason: 'Call not found' });
    } else if (own?.state === 'ended') {
      this._end({ code: own.code, reason: own.reason });
    } else if (state === 'talking' && this.state !== 'talking') {
      this.#change('accepted', { callee, session_id: winner });
    } else if (this.#leg === null && this.state === 'calling' && rings) {
      this.#change('ringing', { callee: rings.callee, session_id: rings.session_id });
    }
  }

  #told({ info, digits, body }) {
    if (info === 'dtmf') {
      this._dispatch('dtmf', { digits });
    } else if (typeof body?.hold === 'boolean') {
      this.held = body.hold;
      this._dispatch('hold', { held: body.hold });
    } else if (body !== undefined) {
      this._dispatch('info', body);
    }
  }

  /** What the other client (`p2p`) says of its connection is for the session, when there is one. */
  #describe(event) {
    const own = this.#leg ?? this.session?.id ?? null;
    if (!this.session) {
      this.#described.push(event);
    } else if (event.type !== 'answer' && own !== null && (event.body.session_id ?? own) !== own) {
      return; // For the other end.
    } else if (event.type === 'answer') {
      this.session._answered(event.body.answer);
    } else {
      this.session._candidate(event.type === 'candidate' ? event.body : undefined);
    }
  }

  /** What this end sends is cut at the media server, or where there is none, here. */
  async #cut(muted) {
    if (this.session.type !== 'p2p') {
      await this.session.mute(muted);
      return;
    }
    for (const sender of this.session.peer.getSenders().filter(({ track }) => track)) {
      const parameters = sender.getParameters();
      parameters.encodings.forEach((encoding) => { encoding.active = !muted[sender.track.kind]; });
      await sender.setParameters(parameters);
    }
  }

  #play(on) {
    this.holding = !on;
    this.stream.getTracks().forEach((track) => { track.enabled = on; });
  }
}
