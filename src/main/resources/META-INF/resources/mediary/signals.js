/** By which commands a session is made, and its answer and candidates are sent: those of sessions, or those of its call. */
import { isOver } from './errors.js';
import { insist } from './insist.js';

/**
 * @typedef {object} Signals
 * @property {(data: object) => Promise<object>} create makes the session of what `media/session/create` takes, gives what
 *     that answers
 * @property {(session: string, answer: object) => Promise<any>} answer
 * @property {(session: string, candidate: object) => Promise<any>} candidate
 * @property {(session: string) => Promise<any>} candidateEnd
 */

/**
 * A session on its own.
 *
 * @param {import('../mediary.js').Mediary} mediary
 * @returns {Signals}
 */
export function sessionSignals(mediary) {
  const send = (cmd, data) => mediary.request(`media/session/${cmd}`, data);
  return {
    create: (data) => send('create', data),
    answer: (session_id, answer) => send('set_answer', { session_id, answer }),
    candidate: (session_id, candidate) => send('set_candidate', { session_id, ...candidate }),
    candidateEnd: (session_id) => send('set_candidate_end', { session_id }),
  };
}

/**
 * The session of who calls.
 *
 * @param {import('../mediary.js').Mediary} mediary
 * @param {string} id the call's
 * @param {object} fields of `media/call/create`
 * @returns {Signals}
 */
export function callerSignals(mediary, id, fields) {
  return {
    ...callSignals(mediary, id),
    create: async ({ type, ice_servers: wanted, ...data }) => {
      const made = await mediary.request('media/call/create', { ...fields, ...data, call_id: id });
      return { ...made, ...(wanted && await iceServers(mediary)) };
    },
    answer: (session_id, answer) => mediary.request('media/session/set_answer', { session_id, answer }),
  };
}

/**
 * The session of who is called: it is there already, with its offer.
 *
 * @param {import('../mediary.js').Mediary} mediary
 * @param {{call_id: string, session_id: string, offer: object}} invite
 * @param {(answer: object) => Promise<any>} accept sends the answer
 * @returns {Signals}
 */
export function calleeSignals(mediary, { call_id, session_id, offer }, accept) {
  return {
    ...callSignals(mediary, call_id),
    create: async ({ ice_servers: wanted }) => ({ session_id, offer, ...(wanted && await iceServers(mediary)) }),
    answer: (_, answer) => accept(answer),
  };
}

function callSignals(mediary, call_id) {
  const send = async (cmd, data) => {
    try {
      await mediary.request(`media/call/${cmd}`, data);
    } catch (error) {
      if (!isOver(error)) {
        throw error;
      } // It is over, and needs none: the event that says so is on its way.
    }
  };
  return {
    candidate: (session_id, candidate) => send('set_candidate', { call_id, session_id, ...candidate }),
    candidateEnd: (session_id) => send('set_candidate_end', { call_id, session_id }),
  };
}

function iceServers(mediary) {
  return insist(mediary, () => mediary.request('media/session/get_ice_servers'));
}
