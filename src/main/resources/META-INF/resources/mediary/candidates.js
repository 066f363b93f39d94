/** A session's ICE candidates, both ways. */
import { insist } from './insist.js';

/** Candidates of either side wait, in order: ours for the session's id, the server's for its SDP. */
export class Candidates {
  #session;
  #mediary;
  #signals;
  #failed;
  #outgoing;
  #incoming;
  #known;
  #described;

  /**
   * @param {import('./session.js').MediaSession} session
   * @param {import('../mediary.js').Mediary} mediary
   * @param {import('./signals.js').Signals} signals
   * @param {(error: Error) => void} failed told when one was not taken
   */
  constructor(session, mediary, signals, failed) {
    this.#session = session;
    this.#mediary = mediary;
    this.#signals = signals;
    this.#failed = failed;
    this.#outgoing = new Promise((resolve) => { this.#known = resolve; });
    /** There when the server's SDP is, or the session is over. @type {Promise<void>} */
    this.described = new Promise((resolve) => { this.#described = resolve; });
    this.#incoming = this.described;
  }

  /** The session has its id. */
  sendOurs() {
    this.#known();
  }

  /** The server's SDP is set. */
  takeTheirs() {
    this.#described();
  }

  /** The session is over: nothing waits any more. */
  release() {
    this.#known();
    this.#described();
  }

  /** Sends one to the server (null: the last one was sent) after those before it. */
  send(candidate) {
    this.#outgoing = this.#outgoing.then(() => this.#send(candidate)).catch(this.#failed);
  }

  /** Takes one from the server (none: the last one has come). */
  add(candidate) {
    this.#incoming = this.#incoming
      .then(() => (this.#session.ended ? undefined : this.#session.peer.addIceCandidate(candidate)))
      .catch(this.#failed);
  }

  /** One that was lost with the connection goes again: twice does no harm. */
  async #send(candidate) {
    if (this.#session.ended) {
      return;
    }
    const { sdpMid, sdpMLineIndex, candidate: line } = candidate ?? {};
    const send = () => (candidate === null
      ? this.#signals.candidateEnd(this.#session.id)
      : this.#signals.candidate(this.#session.id, { sdpMid, sdpMLineIndex, candidate: line }));
    await insist(this.#mediary, send, () => !this.#session.ended, Infinity);
  }
}
