/** What records a session. */

/**
 * @typedef {object} RecorderOptions
 * @property {'webm' | 'mp4'} [format='webm']
 * @property {string} [uri] name of the file in the server's directory of recordings; without one the server names it
 * @property {boolean} [audio=true] false: a recording without sound
 * @property {boolean} [video=true] false: a recording without a picture
 */

/**
 * The recorder of a session: `session.recorder`. It records what the session's client sends, or in `listen` and `play`
 * what it receives, also over changes of type. Its methods are rejected with {@link MediaryError}: 300030 where nothing
 * is recorded.
 *
 * DOM events: `status` with `detail: {status, recording_id}`: `recording` (media is being written), `paused`, `stopped`,
 * `failed`.
 */
export class Recorder extends EventTarget {
  #act;

  /** @param {(data: object) => Promise<any>} act sends `recorder_action` */
  constructor(act) {
    super();
    this.#act = act;
    /** The recording that was started last. @type {string | null} */
    this.recordingId = null;
  }

  /**
   * Begins a recording; one that is under way is finished first.
   *
   * @param {RecorderOptions} [options]
   * @returns {Promise<string>} the recording's id, see {@link Recordings}
   */
  async start(options = {}) {
    const { recording_id: id } = await this.#act({ ...options, action: 'start' });
    this.recordingId = id;
    return id;
  }

  /** What comes now is left out. */
  async pause() {
    await this.#act({ action: 'pause' });
  }

  /** Goes on in the same file. */
  async resume() {
    await this.#act({ action: 'resume' });
  }

  /** Finishes the file; `recording_ready` tells when it is complete. */
  async stop() {
    await this.#act({ action: 'stop' });
  }

  /** Takes a `status` event's body. */
  _status({ status, recording_id: id }) {
    this.recordingId = id ?? this.recordingId;
    this.dispatchEvent(new CustomEvent('status', { detail: { status, recording_id: id } }));
  }
}
