/** The call of this page: its pictures, and what can be done with it. */
import { timeText } from './amounts.js';
import { connectionTone } from './state.js';
import { keypad } from './keypad.js';
import { $, set } from './page.js';

const TICK = 500;
const DIGITS_SHOWN = 32;
const STATES = { calling: 'calling', ringing: 'ringing', incoming: 'calls you' };

/**
 * @typedef {object} Shown what is shown of a call
 * @property {'calling' | 'ringing' | 'incoming' | 'talking'} state
 * @property {string} who
 * @property {string | null} from who calls, as the server knows it
 * @property {number | null} since when it was accepted, by the page's clock, ms
 * @property {boolean} busy whether something is under way
 * @property {string} digits pressed at the other end
 * @property {{audio: boolean, video: boolean}} muted
 * @property {import('../mediary.js').Call | null} call null while it is being made
 * @property {MediaStream | undefined} stream what is sent
 */

/** Its elements are in `#phone-call`. */
export class CallCard {
  #shown = null;

  /** @param {Record<'accept' | 'reject' | 'hangup' | 'hold' | 'audio' | 'video', () => void> & {key: (digit: string) => void}} actions */
  constructor(actions) {
    for (const action of ['accept', 'reject', 'hangup', 'hold']) {
      $(`phone-${action}`).addEventListener('click', actions[action]);
    }
    for (const kind of ['audio', 'video']) {
      $(`phone-mute-${kind}`).addEventListener('click', actions[kind]);
    }
    keypad($('phone-keys'), actions.key);
    setInterval(() => this.#tick(), TICK);
  }

  /** @param {Shown | null} shown null: there is no call */
  show(shown) {
    this.#shown = shown;
    $('phone-call').hidden = shown === null;
    this.#pictures(shown?.call?.stream ?? null, shown?.stream ?? null);
    if (shown === null) {
      return;
    }
    const { state, who, busy, call, muted } = shown;
    const talking = state === 'talking';
    set('phone-who', who);
    this.#state(shown);
    this.#tick();
    set('phone-note', note(shown));
    $('phone-accept').hidden = $('phone-reject').hidden = state !== 'incoming';
    $('phone-hangup').hidden = state === 'incoming';
    $('phone-hangup').textContent = talking ? 'Hang up' : 'Cancel';
    $('phone-accept').disabled = $('phone-reject').disabled = busy;
    $('phone-keys').hidden = $('phone-hold').hidden = !talking;
    $('phone-hold').disabled = busy;
    $('phone-hold').setAttribute('aria-pressed', call?.holding ?? false);
    $('phone-hold').textContent = call?.holding ? 'Go on' : 'Hold';
    for (const kind of ['audio', 'video']) {
      const button = $(`phone-mute-${kind}`);
      button.hidden = !talking;
      button.disabled = busy;
      button.setAttribute('aria-pressed', muted[kind]);
      button.textContent = muted[kind] ? `Un-mute ${kind}` : `Mute ${kind}`;
    }
  }

  #pictures(remote, local) {
    for (const [id, stream] of [['phone-remote', remote], ['phone-local', local]]) {
      if ($(id).srcObject !== stream) {
        $(id).srcObject = stream;
      }
    }
    $('phone-remote').hidden = this.#shown?.state !== 'talking';
    $('phone-local').hidden = local === null;
    $('phone-pictures').hidden = $('phone-remote').hidden && local === null;
  }

  #state({ state, call }) {
    if (state !== 'talking') {
      set('phone-state', STATES[state], 'busy');
    } else if (call.holding || call.held) {
      set('phone-state', 'on hold', 'busy');
    } else {
      const peer = call.session.peer.connectionState;
      set('phone-state', peer === 'connected' ? 'talking' : peer, connectionTone(peer));
    }
  }

  #tick() {
    const since = this.#shown?.since ?? null;
    set('phone-time', since === null ? '' : timeText(performance.now() - since));
  }
}

function note({ call, digits, from }) {
  return [
    from && `Called by ${from}.`,
    call?.holding && 'You hold the call: the other end gets nothing from you, and you get nothing from there.',
    call?.held && 'The other end holds the call.',
    digits && `Keys pressed there: ${digits.slice(-DIGITS_SHOWN)}`,
  ].filter(Boolean).join(' ');
}
