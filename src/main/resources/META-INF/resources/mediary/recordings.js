/** What was recorded. */

const OVER = ['recording_ready', 'recording_failed'];

/**
 * @typedef {object} Recording
 * @property {string} recording_id
 * @property {string} session_id
 * @property {string} user_id
 * @property {'recording' | 'paused' | 'stopped' | 'failed'} state `stopped` once the file is complete
 * @property {number} started_at ms since the epoch
 * @property {number} duration ms
 * @property {number} size bytes
 * @property {'webm' | 'mp4'} format
 */

/**
 * The user's recordings: `mediary.recordings`. Its methods are rejected with {@link MediaryError}: 306001 where there is
 * no such recording, or it is somebody else's.
 *
 * DOM events, with a {@link Recording} as `detail`: `recording_ready` when its file is complete, `recording_failed` when
 * there is none, or one without its end. They are not asked for by making a session: subscribe to them by
 * `mediary.subscribe({class: 'media', subclass: 'recording'})`.
 */
export class Recordings extends EventTarget {
  #request;

  /** @param {(cmd: string, data: object) => Promise<any>} request sends a command of class `media/recording` */
  constructor(request) {
    super();
    this.#request = request;
  }

  /**
   * @param {string} [session] only those of this session
   * @returns {Promise<Recording[]>}
   */
  list(session) {
    return this.#request('get_list', session === undefined ? {} : { session_id: session });
  }

  /** @returns {Promise<Recording>} */
  info(id) {
    return this.#request('get_info', { recording_id: id });
  }

  /**
   * A link by which anybody may fetch the recording until it expires.
   *
   * @returns {Promise<{url: string, expires_at: number}>} `expires_at`: ms since the epoch
   */
  url(id) {
    return this.#request('get_url', { recording_id: id });
  }

  /** Deletes the recording and its file. One that is under way is stopped by its session: here it is 100004. */
  async destroy(id) {
    await this.#request('destroy', { recording_id: id });
  }

  /** Takes an event of subclass `recording`. */
  _event({ type, body }) {
    if (OVER.includes(type)) {
      this.dispatchEvent(new CustomEvent(type, { detail: body }));
    }
  }
}
