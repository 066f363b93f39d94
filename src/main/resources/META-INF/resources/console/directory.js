/** The user's sessions and rooms as they are now: read once, then kept by events. */

const AT_A_TIME = 8;
const READ_AGAIN = 3;
const NOT_THERE = [100030, 100062, 304001];

/**
 * @typedef {object} KnownSession
 * @property {string} id
 * @property {string} type
 * @property {object} ext what its type joins it to: `peer_id`, `room_id`, `publisher_id`
 * @property {string} status `wait` until its answer is set, then `ready`
 * @property {string} [user]
 * @property {string} [master] the session that it is tied to
 * @property {object} media states by name (`webrtc`, `ice` …), flows under `in` and `out` by kind
 */

/**
 * @typedef {object} KnownRoom
 * @property {string} id
 * @property {string} [user]
 * @property {string[]} rules codecs and bitrate that it allows
 * @property {Map<string, {role: string, user?: string, peer?: string}>} members by session
 */

/** DOM events: `change`, once for all that changed together; `failure` (detail: an error). */
export class Directory extends EventTarget {
  #connection;
  #telling = false;
  #reading = new Map();
  #loading = { session: null, room: null };

  /** @type {Map<string, KnownSession>} */
  sessions = new Map();
  /** @type {Map<string, KnownRoom>} */
  rooms = new Map();

  /** @param {import('./connection.js').Connection} connection */
  constructor(connection) {
    super();
    this.#connection = connection;
    connection.addEventListener('open', () => ['session', 'room'].forEach((kind) => this.#load(kind)));
    connection.addEventListener('event', ({ detail }) => this.#event(detail));
    connection.addEventListener('own', () => this.#tell());
  }

  /** Events are subscribed already: what they tell meanwhile is newer than the list. */
  async #load(kind) {
    const touched = new Set();
    this.#loading[kind] = touched;
    try {
      const list = await this.#connection.request(`media/${kind}/get_list`);
      if (this.#loading[kind] !== touched) {
        return; // Another one has begun.
      }
      const ids = list.map((one) => one.room_id ?? one);
      const known = this.#of(kind);
      [...known.keys()].filter((id) => !ids.includes(id) && !touched.has(id)).forEach((id) => known.delete(id));
      this.#tell();
      const reader = async () => {
        while (ids.length > 0 && this.#loading[kind] === touched) {
          await this.#read(kind, ids.shift());
        }
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, reader));
    } catch (error) {
      this.#fail(error);
    } finally {
      if (this.#loading[kind] === touched) {
        this.#loading[kind] = null;
      }
    }
  }

  /** Reads one; again, if it changes meanwhile. */
  async #read(kind, id) {
    if (this.#reading.has(id)) {
      return;
    }
    const reading = { changed: true };
    this.#reading.set(id, reading);
    try {
      for (let i = 0; i < READ_AGAIN && reading.changed; i++) {
        reading.changed = false;
        const info = await this.#connection.request(`media/${kind}/get_info`, { [`${kind}_id`]: id });
        if (!reading.changed) {
          this.#put(kind, id, info);
        }
      }
    } catch (error) {
      if (!NOT_THERE.includes(error.code)) {
        throw error;
      }
      this.#remove(kind, id);
    } finally {
      this.#reading.delete(id);
    }
  }

  #event({ class: eventClass, subclass, type, obj_id: id, body = {} }) {
    if (eventClass !== 'media' || !['session', 'room'].includes(subclass)) {
      return;
    }
    if (id === '*') {
      this.#load(subclass);
      return;
    }
    this.#loading[subclass]?.add(id);
    if (this.#reading.has(id)) {
      this.#reading.get(id).changed = true;
    }
    if (type === 'destroyed' || (type === 'resync' && body[`${subclass}_id`] === undefined)) {
      this.#remove(subclass, id);
    } else if (type === 'created' || type === 'resync') {
      this.#put(subclass, id, body);
    } else if (!this.#of(subclass).has(id)) {
      this.#read(subclass, id).catch((error) => this.#fail(error));
    } else if (subclass === 'session') {
      this.#sessionEvent(this.sessions.get(id), type, body);
    } else {
      this.#roomEvent(this.rooms.get(id), type, body);
    }
  }

  #sessionEvent(session, type, body) {
    if (type === 'type') {
      const { type: now, ...ext } = body;
      Object.assign(session, { type: now, ext });
    } else if (type === 'answer') {
      session.status = 'ready';
    } else if (type === 'status') {
      session.media[body.class] = body.status;
    } else if (type === 'info' && body.info === 'webrtc') {
      session.media.webrtc = body.status;
    } else if (type === 'info' && body.info === 'media') {
      session.media[body.direction] = { ...session.media[body.direction], [body.media]: body.status };
    } else {
      return;
    }
    this.#tell();
  }

  #roomEvent(room, type, { session_id: session, ...member }) {
    if (type === 'started_member') {
      room.members.set(session, memberOf(member));
    } else if (type === 'stopped_member') {
      room.members.delete(session);
    } else {
      return;
    }
    this.#tell();
  }

  #put(kind, id, info) {
    this.#of(kind).set(id, kind === 'session' ? sessionOf(id, info) : roomOf(id, info));
    this.#tell();
  }

  #remove(kind, id) {
    this.#of(kind).delete(id);
    this.#tell();
  }

  #fail(error) {
    this.dispatchEvent(new CustomEvent('failure', { detail: error }));
  }

  #of(kind) {
    return kind === 'session' ? this.sessions : this.rooms;
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

function sessionOf(id, info) {
  return {
    id,
    type: info.type,
    ext: info.type_ext ?? {},
    status: info.status,
    user: info.user_id,
    master: info.master_id,
    media: info.media_state ?? {},
  };
}

function roomOf(id, info) {
  const { audio_codec: audio, video_codec: video, bitrate } = info;
  return {
    id,
    user: info.user_id,
    rules: [audio, video, bitrate && `${bitrate} kbit/s`].filter(Boolean),
    members: new Map(Object.entries(info.members ?? {}).map(([session, member]) => [session, memberOf(member)])),
  };
}

function memberOf({ role, user_id: user, peer_id: peer }) {
  return { role, user, peer };
}
