/** The calls of a connection. */
import { Call } from './call.js';
import { isOver, MediaryError, TIMEOUT, UNAVAILABLE } from './errors.js';
import { IncomingCall } from './incoming.js';
import { insist } from './insist.js';
import { MediaSession } from './session.js';
import { callerSignals } from './signals.js';

const REMEMBERED = 256;

/**
 * @typedef {object} CallFields
 * @property {string | Callee | Array<string | Callee>} callee `sip:`, `sips:` and `tel:` addresses, a connection's id, or a
 *     user's name
 * @property {'user' | 'session' | 'sip'} [type] what a callee is, where its look does not tell
 * @property {object} [caller] is shown to who is called; at most 4 KiB of JSON
 * @property {number} [ring=30] s, 1–180: how long it may ring
 * @property {number} [wait] s, 0–180: after how long it begins to ring
 * @property {string} [backend] `p2p`: without a media server
 * @property {object} [event_body] is merged into the bodies of the call's events
 * @property {number} [bitrate] and what else `media/call/create` takes, without SDP
 */

/**
 * @typedef {object} Callee one of several, with what is meant for it alone
 * @property {string} callee
 * @property {'user' | 'session' | 'sip'} [type]
 * @property {number} [ring] s
 * @property {number} [wait] s
 */

/** Knows the calls that are not over, and brings them their events. */
export class Calls {
  #mediary;
  #calls = new Map();
  #over = new Set();

  /** @param {import('../mediary.js').Mediary} mediary */
  constructor(mediary) {
    this.#mediary = mediary;
  }

  /**
   * Calls somebody; see {@link Mediary#call}. The call's id is this client's choice, so that it can be hung up even where
   * the answer is lost.
   *
   * @returns {Promise<Call>}
   */
  async start({ stream, receive, data, trickle, configuration, iceServers, role, ...fields }) {
    const given = { stream, receive, data, trickle, configuration, iceServers, role };
    const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const id = fields.call_id ?? newId();
    const type = fields.backend === 'p2p' ? 'p2p' : 'park';
    const session = new MediaSession(this.#mediary, { type }, options, callerSignals(this.#mediary, id, fields));
    const call = new Call(this.#mediary, this, id);
    this.#calls.set(id, call);
    try {
      await call._begin(session);
    } catch (error) {
      call._end({ code: error.code, reason: error.message });
      if (error.code === UNAVAILABLE || error.code === TIMEOUT) {
        this.#abandon(id);
      }
      throw error;
    }
    return call;
  }

  /**
   * Takes a request of the server.
   *
   * @returns {boolean} whether it is an invitation, and somebody has taken the call
   */
  invited({ class: requestClass, subclass, cmd, data }) {
    if (requestClass !== 'media' || subclass !== 'call' || cmd !== 'invite') {
      return false;
    }
    if (this.#over.has(data.session_id)) {
      return false; // Its end was faster than its beginning.
    }
    const known = this.#calls.get(data.call_id);
    if (known) {
      known._again?.(data);
      return known instanceof IncomingCall; // The server asks again; or it is this client's own call that rings here.
    }
    const call = new IncomingCall(this.#mediary, this, data);
    this.#calls.set(call.id, call);
    this.#mediary._expect(data.session_id);
    this.#mediary.dispatchEvent(new CustomEvent('invite', { detail: call }));
    if (!call.taken) {
      this.#calls.delete(call.id);
      this.#mediary._forget(data.session_id);
    }
    return call.taken;
  }

  /** @param {import('../mediary.js').MediaryEvent} event of class `media/call` */
  event(event) {
    if (event.type === 'hangup' && event.body.session_id !== undefined) {
      this.#remember(event.body.session_id);
    }
    this.#calls.get(event.obj_id)?._event(event);
  }

  /** All are over. */
  end(why) {
    [...this.#calls.values()].forEach((call) => call._end(why));
  }

  /**
   * It is over.
   *
   * @param {string} id
   * @param {string | null} leg the session that was invited to it: another one may be, yet
   */
  forget(id, leg) {
    this.#calls.delete(id);
    if (leg !== null) {
      this.#remember(leg);
      this.#mediary._forget(leg);
    }
  }

  /**
   * Sends a command of class `media/call` that does no harm twice: again, where the connection was lost before the answer.
   *
   * @param {() => boolean} [wanted] whether it still makes sense
   * @returns {Promise<any>}
   */
  insist(cmd, data, wanted) {
    return insist(this.#mediary, () => this.#mediary.request(`media/call/${cmd}`, data), wanted);
  }

  /** What rang is over, though its invitation may come yet. */
  #remember(leg) {
    this.#over.add(leg);
    if (this.#over.size > REMEMBERED) {
      this.#over.delete(this.#over.values().next().value);
    }
  }

  /** It may have been made, though the answer did not come: it must not ring for nobody. */
  async #abandon(id) {
    try {
      await this.insist('hangup', { call_id: id });
    } catch (error) {
      if (!(error instanceof MediaryError && (isOver(error) || error.code === UNAVAILABLE))) {
        (globalThis.reportError ?? console.error)(error);
      }
    }
  }
}

/** A version 4 UUID, also on pages that `crypto.randomUUID` is kept from. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
