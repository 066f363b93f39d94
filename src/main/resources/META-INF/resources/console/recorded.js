/** The user's recordings as they are now: read when the page connects, then kept by events. */

const TICK = 1000;
const READ_EVERY = 5;
const READ_AT_ONCE = 16;
const SOONER = 3000;
const LIVE = ['recording', 'paused', 'finishing'];
const NOT_THERE = [100030, 306001];

/**
 * @typedef {object} KnownRecording
 * @property {string} id
 * @property {string} session
 * @property {'recording' | 'paused' | 'finishing' | 'stopped' | 'failed'} state `finishing`: its recorder has stopped, its
 *     file is not complete yet
 * @property {number} started ms since the epoch
 * @property {number} duration ms, when it was told
 * @property {number} size bytes
 * @property {string} format
 * @property {boolean} writing whether media is coming in: its duration grows
 * @property {number} told when the duration was, by the page's clock, ms
 * @property {{state: string, until: number}} [said] by its recorder, and until when that is newer than what is read
 */

/**
 * DOM events: `change`, once for all that changed together; `tick`, each second while something is being recorded and the
 * page is looked at; `failure` (detail: an error).
 */
export class Recorded extends EventTarget {
  #connection;
  #telling = false;
  #ticks = 0;
  #reading = new Set();

  /** By id. @type {Map<string, KnownRecording>} */
  recordings = new Map();

  /** @param {import('./connection.js').Connection} connection */
  constructor(connection) {
    super();
    this.#connection = connection;
    connection.addEventListener('open', () => this.load());
    connection.addEventListener('event', ({ detail }) => this.#event(detail));
    setInterval(() => this.#tick(), TICK);
  }

  /** Reads the list anew. */
  async load() {
    try {
      const list = await (await this.#connection.open()).recordings.list();
      const ids = new Set(list.map((one) => one.recording_id));
      [...this.recordings.keys()].filter((id) => !ids.has(id)).forEach((id) => this.recordings.delete(id));
      list.forEach((info) => this.#put(info));
      this.#tell();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Reads one. */
  async read(id) {
    if (this.#reading.has(id)) {
      return;
    }
    this.#reading.add(id);
    try {
      this.#put(await (await this.#connection.open()).recordings.info(id));
    } catch (error) {
      if (!NOT_THERE.includes(error.code)) {
        throw error;
      }
      this.recordings.delete(id);
      this.#tell();
    } finally {
      this.#reading.delete(id);
    }
  }

  /** Deletes one, with its file. */
  async destroy(id) {
    await (await this.#connection.open()).recordings.destroy(id);
    this.recordings.delete(id);
    this.#tell();
  }

  /** @returns {KnownRecording | undefined} the last one of a session */
  last(session) {
    let last;
    for (const one of this.recordings.values()) {
      last = one.session === session && !(one.started < last?.started) ? one : last;
    }
    return last;
  }

  /** @returns {KnownRecording[]} the newest first */
  get newest() {
    return [...this.recordings.values()].sort((one, other) => other.started - one.started);
  }

  #event({ class: eventClass, subclass, type, obj_id: id, body = {} }) {
    if (eventClass !== 'media') {
      return;
    }
    if (subclass === 'recording' && (id === '*' || body.recording_id === undefined)) {
      this.load();
    } else if (subclass === 'recording') {
      this.#put(body);
    } else if (subclass === 'session' && type === 'status' && body.class === 'recorder' && body.recording_id) {
      this.#status(body.recording_id, body.status);
    } else if (subclass === 'session' && type === 'destroyed') {
      [...this.recordings.values()].filter((one) => one.session === id && isLive(one))
        .forEach((one) => this.#status(one.id, 'stopped'));
    }
  }

  /** What the recorder says comes sooner than what is written of its recording. */
  #status(id, status) {
    const known = this.recordings.get(id);
    if (known && isLive(known)) {
      const state = status === 'recording' || status === 'paused' ? status : 'finishing';
      Object.assign(known, {
        duration: elapsed(known),
        told: performance.now(),
        writing: false, // Until it is seen to grow.
        state,
        said: { state, until: state === 'finishing' ? Infinity : performance.now() + SOONER },
      });
      this.#tell();
    }
    this.read(id).catch((error) => this.#fail(error));
  }

  #put(info) {
    const { recording_id: id, duration = 0 } = info;
    const known = this.recordings.get(id);
    const said = LIVE.includes(info.state) && known?.said?.until > performance.now() ? known.said : undefined;
    const state = said?.state ?? info.state;
    this.recordings.set(id, {
      id,
      session: info.session_id,
      state,
      started: info.started_at,
      duration,
      size: info.size ?? 0,
      format: info.format,
      writing: state === 'recording' && duration > (known?.duration ?? 0),
      told: performance.now(),
      said,
    });
    this.#tell();
  }

  /** A file may become complete, or be lost, without an event for it. */
  #tick() {
    const live = [...this.recordings.values()].filter(isLive);
    if (live.length === 0 || document.visibilityState !== 'visible') {
      return;
    }
    this.dispatchEvent(new Event('tick'));
    const due = ++this.#ticks % READ_EVERY === 0;
    live.filter((one) => due || (one.state === 'recording' && !one.writing)).slice(0, READ_AT_ONCE)
      .forEach((one) => this.read(one.id).catch((error) => this.#fail(error)));
  }

  #fail(error) {
    this.dispatchEvent(new CustomEvent('failure', { detail: error }));
  }

  #tell() {
    if (!this.#telling) {
      this.#telling = true;
      setTimeout(() => {
        this.#telling = false;
        this.dispatchEvent(new Event('change'));
      });
    }
  }
}

/** @param {KnownRecording} recording whether it is not complete yet */
export function isLive({ state }) {
  return LIVE.includes(state);
}

/** @param {KnownRecording} recording @returns {number} ms that are in it by now */
export function elapsed({ duration, writing, told }) {
  return duration + (writing ? performance.now() - told : 0);
}
