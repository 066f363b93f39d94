/** What steers a session of type `play`. */

/**
 * @typedef {object} PlayerInfo
 * @property {number} duration ms; 0 where it is not known (yet)
 * @property {boolean} is_seekable whether {@link Player#seek} can go anywhere
 * @property {number} first_position ms, the first that can be gone to
 * @property {number} last_position ms, the last one
 */

/**
 * The player of a session: `session.player`. Its methods are rejected with {@link MediaryError}: 300031 where the
 * session does not play.
 *
 * DOM events: `status` with `detail: {status}`: `end_of_stream` after the last loop (the player stays where it can be
 * resumed), `failed`.
 */
export class Player extends EventTarget {
  #act;

  /** @param {(data: object) => Promise<any>} act sends `player_action` */
  constructor(act) {
    super();
    this.#act = act;
  }

  /**
   * Makes the session one that plays, whatever it was; see {@link MediaSession#setType}.
   *
   * @param {{uri?: string, loops?: number}} [what] `uri`: none: what it plays; `loops`: how often, 0 or none: for ever
   */
  async start(what = {}) {
    await this.#act({ ...what, action: 'start' });
  }

  /** The picture stands still. */
  async pause() {
    await this.#act({ action: 'pause' });
  }

  /** Goes on; after a stop or the end, from the beginning. */
  async resume() {
    await this.#act({ action: 'resume' });
  }

  /** Stops, and goes back to the beginning. */
  async stop() {
    await this.#act({ action: 'stop' });
  }

  /** @returns {Promise<PlayerInfo>} */
  info() {
    return this.#act({ action: 'get_info' });
  }

  /** @returns {Promise<number>} ms since the beginning */
  async position() {
    return (await this.#act({ action: 'get_position' })).position;
  }

  /**
   * Goes to a position.
   *
   * @param {number} position ms since the beginning
   * @returns {Promise<void>} rejected with 100040 where the source cannot be sought in
   */
  async seek(position) {
    await this.#act({ action: 'set_position', position: Math.round(position) });
  }

  /** Takes a `status` event's body. */
  _status({ status }) {
    this.dispatchEvent(new CustomEvent('status', { detail: { status } }));
  }
}
