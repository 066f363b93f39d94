/** A call from another client. */
import { Call } from './call.js';
import { ALREADY_ANSWERED, CALL_REJECTED, isOver, MediaryError } from './errors.js';
import { MediaSession } from './session.js';
import { calleeSignals } from './signals.js';

/**
 * Somebody calls: what the event `invite` of {@link Mediary} brings. DOM events as a {@link Call} has them; `hangup` also
 * tells that the caller has given up (305008), that somebody else was faster (305008 too), or that it has rung long enough
 * (305004).
 */
export class IncomingCall extends Call {
  #mediary;
  #calls;
  #invite;

  /** Use the event `invite` of {@link Mediary}. */
  constructor(mediary, calls, invite) {
    super(mediary, calls, invite.call_id, invite.session_id);
    this.#mediary = mediary;
    this.#calls = calls;
    this.#invite = invite;
    /** What the caller tells about itself: nobody has verified it, and any text may be in it. @type {object} */
    this.caller = invite.caller ?? {};
    /** Whom the caller has called. @type {string | object} */
    this.callee = invite.callee ?? null;
    /** How long it rings, s. @type {number | undefined} */
    this.ringTime = invite.ring;
    /** Whether a listener wants it. @type {boolean} */
    this.taken = false;
  }

  /** Tells the caller that it rings here. */
  async ring() {
    this.taken = true;
    if (this.state === 'calling') {
      this.state = 'ringing';
      await this._tell('ringing', this.#mine);
    }
  }

  /**
   * Accepts it.
   *
   * @param {import('./session.js').SessionOptions} [options] `stream`: what is sent
   * @returns {Promise<void>} when the answer is set (ICE may still be connecting); rejected with {@link MediaryError} (305007:
   *     somebody else was faster) or the browser's own error: then the call is over here
   */
  async accept(options = {}) {
    this.taken = true;
    if (this.ended) {
      throw new MediaryError(this.ended.code, this.ended.reason);
    }
    const signals = calleeSignals(this.#mediary, this.#invite, (answer) => this.#accept(answer));
    const type = this.#invite.backend === 'p2p' ? 'p2p' : 'bridge';
    try {
      await this._begin(new MediaSession(this.#mediary, { type }, { ...options, role: 'answer' }, signals));
      this.state = this.ended ? 'over' : 'talking';
    } catch (error) {
      await this.#failed(error);
    }
  }

  /**
   * Does not want it; the caller's other callees ring on.
   *
   * @param {string} [reason] told to the caller
   */
  async reject(reason) {
    this.taken = true;
    if (this.session) {
      await this.hangup(reason); // It was accepted, or is just being.
    } else if (!this.ended) {
      this._end({ code: CALL_REJECTED, reason: reason ?? 'Call rejected' });
      await this._tell('rejected', { ...this.#mine, reason });
    }
  }

  /** The server asks again; where its session could not be made at first, for another one. */
  _again(invite) {
    if (!this.session && invite.session_id !== this.#invite.session_id) {
      this.#mediary._forget(this.#invite.session_id);
      this.#mediary._expect(invite.session_id);
      this.#invite = invite;
      this._invited(invite.session_id);
    }
  }

  /** The answer to it may have been lost: then it is said that the call is answered, by whom it was. */
  async #accept(answer) {
    try {
      await this.#calls.insist('accepted', { call_id: this.id, ...this.#mine, answer }, () => !this.ended);
    } catch (error) {
      if (error.code !== ALREADY_ANSWERED || !(await this.#won())) {
        throw error;
      }
    }
  }

  /** It cannot be accepted: mostly because it is over, and then that is why. */
  async #failed(error) {
    const why = { code: error.code, reason: error.message };
    if (this.ended || !isOver(error)) {
      this._end(why);
      throw error;
    }
    const over = new Promise((resolve) => this.addEventListener('hangup', resolve, { once: true }));
    this._endSoon(why);
    await over;
    throw new MediaryError(this.ended.code, this.ended.reason);
  }

  async #won() {
    const { callee_session_id: winner } = await this.#calls.insist('get_info', { call_id: this.id });
    return winner === this.#invite.session_id;
  }

  get #mine() {
    return { session_id: this.#invite.session_id };
  }
}
