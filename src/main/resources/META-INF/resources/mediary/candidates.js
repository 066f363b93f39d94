/** A session's ICE candidates, both ways. */
import { TIMEOUT, UNAVAILABLE } from './errors.js';

const SEND_AGAIN = 500;

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

  async #send(candidate) {
    while (!this.#session.ended) {
      try {
        if (candidate === null) {
          await this.#signals.candidateEnd(this.#session.id);
        } else {
          const { sdpMid, sdpMLineIndex, candidate: line } = candidate;
          await this.#signals.candidate(this.#session.id, { sdpMid, sdpMLineIndex, candidate: line });
        }
        return;
      } catch (error) {
        if (error.code !== UNAVAILABLE && error.code !== TIMEOUT) {
          throw error;
        }
        // Lost with the connection, or the server is short of something: a candidate sent twice does no harm.
        await new Promise((resolve) => setTimeout(resolve, SEND_AGAIN));
        await this.#mediary._restored();
      }
    }
  }
}
