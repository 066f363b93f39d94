/** Errors of the client and of the server. */

/** Codes of the server's error catalogue that the client uses for what it finds out by itself, or acts on. */
export const INTERNAL_ERROR = 100002;
export const TIMEOUT = 100005;
export const REGISTERED_DOWN = 100010;
export const USER_STOP = 100011;
export const UNAUTHORIZED = 100030;
export const NOT_AUTHENTICATED = 100031;
export const INVALID_SESSION_ID = 100035;
export const UNKNOWN_COMMAND = 100042;
export const UNAVAILABLE = 100052;
export const SESSION_NOT_FOUND = 100062;
export const CALL_NOT_FOUND = 305002;
export const CALL_REJECTED = 305003;
export const ALREADY_ANSWERED = 305007;
export const API_HANGUP = 305011;

/** What the server answered instead of a result, or what kept the answer away. */
export class MediaryError extends Error {
  /**
   * @param {number} code as in the server's error catalogue: 100005 where no answer came in time, 100052 where the
   *     connection was lost before the answer (the command may have been done)
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'MediaryError';
    this.code = code;
  }
}

/** @returns {boolean} whether it says of a call that it is over, and why */
export function isOver({ code }) {
  return code >= CALL_NOT_FOUND && code <= API_HANGUP;
}
