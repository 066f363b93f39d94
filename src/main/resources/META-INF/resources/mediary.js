/**
 * Mediary's client for browsers: one ES module, no dependencies, no build.
 *
 *     import { Mediary } from '/mediary.js';
 *
 *     const mediary = await Mediary.connect('wss://media.example.org/v1/ws', { token });
 *     const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
 *     const session = await mediary.session({ type: 'echo' }, { stream });
 *     video.srcObject = session.stream;
 *     await session.mute({ video: true });
 *     await session.setType('publish', { room_id: 'stage', create_room: true });
 *
 *     const viewer = await mediary.session({ type: 'listen', publisher_id: session.id });
 *     other.srcObject = viewer.stream;
 *
 *     await viewer.close();
 *     await session.close();
 *     mediary.close();
 *
 * A connection carries any number of sessions, each with its own `RTCPeerConnection`.
 *
 * The connection answers the server's pings, acknowledges events, drops repeated ones, and comes back by itself when
 * it is lost: on any instance of the server, with its subscriptions, its sessions, and every event that it missed.
 */

const RECONNECT = { first: 250, longest: 10_000 };
const REMEMBERED_OBJECTS = 4096;
const EARLY_EVENTS = 1024;
const SEND_AGAIN = 500;
const CLOSED_BY_CLIENT = 1000;
const REFUSED = 1008;
const LOST = 4000;
const ANY = '*';

/** Codes of the server's error catalogue that the client uses for what it finds out by itself. */
const TIMEOUT = 100005;
const REGISTERED_DOWN = 100010;
const NOT_AUTHENTICATED = 100031;
const INVALID_SESSION_ID = 100035;
const UNKNOWN_COMMAND = 100042;
const SESSION_NOT_FOUND = 100062;
const UNAVAILABLE = 100052;
const UNAUTHORIZED = 100030;
const INTERNAL_ERROR = 100002;

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

/**
 * @typedef {object} ConnectOptions
 * @property {string | (() => string | Promise<string>)} [token] JWT, where the server asks for one; a function is asked
 *     again at each reconnection, so that a token may be renewed
 * @property {string} [user] user name; where a token is given, the token says who the user is
 * @property {string} [password] where the server has a store of users
 * @property {string} [sessionId] a former connection's id: its subscriptions and missed events are taken over
 * @property {boolean} [reconnect=true] come back when the connection is lost
 * @property {number} [answerTimeout=5000] ms until a request without answer or ack ends the connection
 * @property {number} [ackTimeout=180000] ms that an ack extends this to
 * @property {number} [silenceTimeout=50000] ms without any message from the server until the connection counts as lost
 *     (the server pings every 20 s)
 */

/**
 * @typedef {object} Filter which events: an absent field stands for any
 * @property {string} [class]
 * @property {string} [subclass]
 * @property {string} [type]
 * @property {string} [obj_id]
 */

/**
 * @typedef {object} MediaryEvent
 * @property {string} class
 * @property {string} subclass
 * @property {string} type
 * @property {string} obj_id
 * @property {string} event_id increases for each obj_id
 * @property {object} body
 */

/**
 * A connection to Mediary. Made with {@link Mediary.connect}.
 *
 * DOM events: `state` with `detail: {state, error?}` (states in {@link Mediary#state}), `event` with a
 * {@link MediaryEvent} as `detail`, `renewed` when the server had forgotten the former connection: what belonged to it
 * is over, subscriptions were made anew, events may be missing.
 */
export class Mediary extends EventTarget {
  #url;
  #options;
  #socket = null;
  #state = 'connecting';
  #sessionId = null;
  #tid = 0;
  #pending = new Map();
  #waiting = new Set();
  #listeners = new Set();
  #subscriptions = new Map();
  #lastEvents = new Map();
  #sessions = new Map();
  #creating = 0;
  #early = [];
  #handler = null;
  #attempt = 0;
  #timer = null;
  #silence = null;

  /** Use {@link Mediary.connect}. */
  constructor(url, options) {
    super();
    this.#url = url;
    this.#options = { reconnect: true, answerTimeout: 5_000, ackTimeout: 180_000, silenceTimeout: 50_000, ...options };
    this.#sessionId = options.sessionId ?? null;
  }

  /**
   * Connects and logs in.
   *
   * @param {string | URL} url of the WebSocket: `wss://HOST/v1/ws`; relative ones start at the page's address
   * @param {ConnectOptions} [options]
   * @returns {Promise<Mediary>} rejected with {@link MediaryError}: 100052 where nobody answers at the address, 100031
   *     where the server does not accept the login
   */
  static async connect(url, options = {}) {
    const absolute = new URL(url, globalThis.location?.href);
    absolute.protocol = absolute.protocol.replace(/^http/, 'ws');
    const mediary = new Mediary(absolute.href, options);
    await mediary.#open();
    return mediary;
  }

  /** @returns {'connecting' | 'connected' | 'reconnecting' | 'closed'} */
  get state() {
    return this.#state;
  }

  /** @returns {string | null} the connection's id, the same after a reconnection that resumed it */
  get sessionId() {
    return this.#sessionId;
  }

  /**
   * Sends a command. While the connection is away, commands wait for it.
   *
   * @param {string} name `class/subclass/cmd`, or `class/cmd`
   * @param {object} [data]
   * @returns {Promise<any>} the answer's `data`; rejected with {@link MediaryError}
   */
  async request(name, data) {
    if (this.#state !== 'connected') {
      await this.#connected();
    }
    return this.#send(name, data);
  }

  /**
   * Listens to events that arrive. This does not subscribe: the server sends the events of the sessions that this
   * connection made, and those of {@link Mediary#subscribe}.
   *
   * @param {Filter} filter
   * @param {(event: MediaryEvent) => void} listener called in the order of events
   * @returns {() => void} stops listening
   */
  on(filter, listener) {
    const entry = { filter, listener };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  /**
   * Asks the server for events, also after reconnections.
   *
   * @param {Filter & {body?: object}} filter `body` is merged into the events' bodies
   */
  async subscribe(filter) {
    await this.request('core/event/subscribe', filter);
    this.#subscriptions.set(key(filter), filter);
  }

  /** @param {Filter} filter as it was subscribed */
  async unsubscribe(filter) {
    this.#subscriptions.delete(key(filter));
    await this.request('core/event/unsubscribe', filter);
  }

  /**
   * Answers requests that the server hands on (an invitation to a call, another client's command).
   *
   * @param {(request: {class: string, subclass?: string, cmd: string, data?: object}) => any} handler what it returns
   *     (or its promise gives) is the answer's `data`; a thrown {@link MediaryError} is answered as such
   */
  handle(handler) {
    this.#handler = handler;
  }

  /**
   * Makes a media session and connects it to a new `RTCPeerConnection`.
   *
   * Two clients meet without a media server by `p2p`: one offers (`{type: 'p2p'}`), and its session is there at once, in
   * wait for an answer; the other answers by `{type: 'p2p', master_id: FIRST, set_master_answer: true}` in the role
   * `answer`. Offer, answer and candidates pass through the server.
   *
   * @param {object} data of `media/session/create`: `type` and the fields that the type takes, without SDP
   * @param {SessionOptions} [options]
   * @returns {Promise<MediaSession>} when offer and answer are set (ICE may still be connecting), or for the first of
   *     `p2p` when the offer is; rejected with {@link MediaryError} or the browser's own error; then nothing is left
   *     behind
   */
  async session(data, options = {}) {
    const session = new MediaSession(this, data, options);
    this.#creating++;
    try {
      await session._start((id) => {
        this.#sessions.set(id, session);
        for (const event of this.#early.filter((e) => e.obj_id === id)) {
          session._event(event);
        }
      });
    } finally {
      if (--this.#creating === 0) {
        this.#early = [];
      }
    }
    return session;
  }

  /** Leaves for good: the server ends the sessions that this connection made. */
  close() {
    this.#finish();
  }

  /** Waits until the connection is there; for sessions that must send something again. */
  async _restored() {
    if (this.#state !== 'connected') {
      await new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }));
    }
  }

  /** A session is over. */
  _forget(id) {
    this.#sessions.delete(id);
  }

  async #open() {
    try {
      this.#socket = await this.#dial();
      await this.#login();
    } catch (error) {
      const failure = error instanceof MediaryError ? error : new MediaryError(UNAVAILABLE, String(error));
      this.#drop(failure);
      if (this.#attempt === 0) {
        this.#enter('closed', failure);
      }
      throw failure;
    }
    this.#attempt = 0;
    this.#enter('connected');
    this.#waiting.forEach((waiter) => waiter.resolve());
    this.#waiting.clear();
  }

  #dial() {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url);
      const fail = (text) => reject(new MediaryError(UNAVAILABLE, text));
      const timer = setTimeout(() => {
        fail(`No connection to ${this.#url} in time`);
        socket.close();
      }, this.#options.answerTimeout * 2);
      socket.onopen = () => {
        clearTimeout(timer);
        socket.onmessage = ({ data }) => this.#message(socket, data);
        socket.onclose = ({ code, reason }) => this.#lost(socket, code, reason);
        this.#heard(socket);
        resolve(socket);
      };
      socket.onclose = ({ code }) => {
        clearTimeout(timer);
        fail(`No connection to ${this.#url} (${code})`);
      };
    });
  }

  async #login() {
    const { user, password, token } = this.#options;
    const credentials = { user, password, token: typeof token === 'function' ? await token() : token };
    const former = this.#sessionId;
    const login = (session_id) => this.#send('core/user/login', { ...credentials, session_id });
    let answer;
    try {
      answer = await login(former ?? undefined);
    } catch (error) {
      if (former === null || error.code !== INVALID_SESSION_ID) {
        throw error;
      }
      answer = await login();
    }
    if (former !== null && former !== answer.session_id) {
      await this.#renew();
    }
    this.#sessionId = answer.session_id;
  }

  /** The server knows nothing of the former connection any more. */
  async #renew() {
    this.#lastEvents.clear();
    const over = [...this.#sessions.values()];
    this.#sessions.clear();
    over.forEach((session) => session._end({ code: REGISTERED_DOWN, reason: 'Registered process stopped' }));
    for (const filter of this.#subscriptions.values()) {
      await this.#send('core/event/subscribe', filter);
    }
    this.dispatchEvent(new CustomEvent('renewed'));
  }

  #send(name, data) {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) {
      return Promise.reject(new MediaryError(UNAVAILABLE, 'The connection is away'));
    }
    const words = name.split('/');
    const tid = ++this.#tid;
    return new Promise((resolve, reject) => {
      const request = { name, resolve, reject, timer: null };
      this.#pending.set(tid, request);
      this.#await(tid, request, this.#options.answerTimeout);
      socket.send(JSON.stringify({
        class: words[0],
        subclass: words.length > 2 ? words[1] : undefined,
        cmd: words.at(-1),
        data,
        tid,
      }));
    });
  }

  /** A request without answer means that the connection is dead, whatever the socket says. */
  #await(tid, request, time) {
    clearTimeout(request.timer);
    request.timer = setTimeout(() => {
      this.#pending.delete(tid);
      request.reject(new MediaryError(TIMEOUT, `No answer to ${request.name}`));
      this.#lost(this.#socket, LOST, 'no answer');
    }, time);
  }

  #message(socket, text) {
    if (socket !== this.#socket) {
      return;
    }
    this.#heard(socket);
    const message = JSON.parse(text);
    if (message.cmd !== undefined) {
      this.#asked(socket, message);
    } else if (message.ack !== undefined) {
      const request = this.#pending.get(message.ack);
      if (request) {
        this.#await(message.ack, request, this.#options.ackTimeout);
      }
    } else {
      this.#answered(message);
    }
  }

  #answered({ tid, result, data }) {
    const request = this.#pending.get(tid);
    if (!request) {
      return;
    }
    this.#pending.delete(tid);
    clearTimeout(request.timer);
    if (result === 'ok') {
      request.resolve(data);
    } else {
      request.reject(new MediaryError(data?.code ?? INTERNAL_ERROR, data?.error ?? 'Error without a text'));
    }
  }

  /** The server asks. */
  #asked(socket, message) {
    const answer = (fields) => {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify({ ...fields, tid: message.tid }));
      }
    };
    const core = message.class === 'core' && !message.subclass;
    if (core && message.cmd === 'event') {
      this.#event(message.data);
      answer({ result: 'ok' });
    } else if (core && message.cmd === 'ping') {
      answer({ result: 'ok' });
    } else if (core && message.cmd === 'reconnect') {
      answer({ result: 'ok' });
      setTimeout(() => this.#lost(socket, LOST, 'asked to reconnect'), message.data?.delay ?? 0);
    } else {
      this.#hand(socket, message, answer);
    }
  }

  async #hand(socket, message, answer) {
    const slow = setTimeout(() => socket.send(JSON.stringify({ ack: message.tid })), 500);
    try {
      if (!this.#handler) {
        throw new MediaryError(UNKNOWN_COMMAND, `Unknown command '${message.cmd}'`);
      }
      answer({ result: 'ok', data: await this.#handler(message) });
    } catch (error) {
      answer({ result: 'error', data: { code: error.code ?? INTERNAL_ERROR, error: error.message } });
    } finally {
      clearTimeout(slow);
    }
  }

  #event(event) {
    if (this.#repeated(event)) {
      return;
    }
    const session = this.#sessions.get(event.obj_id);
    if (session) {
      call(() => session._event(event));
    } else if (this.#creating > 0 && event.subclass === 'session' && this.#early.length < EARLY_EVENTS) {
      this.#early.push(event);
    }
    for (const { filter, listener } of [...this.#listeners]) {
      if (Object.entries(filter).every(([name, value]) => value === ANY || value === event[name])) {
        call(() => listener(event));
      }
    }
    this.dispatchEvent(new CustomEvent('event', { detail: event }));
  }

  /**
   * Events come at least once and in order for each object, so one that is not newer than the last is a repeat. What is
   * told of all objects together (`resync`) has no such order, and does no harm twice.
   */
  #repeated({ obj_id, event_id }) {
    if (obj_id === ANY) {
      return false;
    }
    const last = this.#lastEvents.get(obj_id);
    if (last !== undefined && event_id <= last) {
      return true;
    }
    this.#lastEvents.delete(obj_id);
    this.#lastEvents.set(obj_id, event_id);
    if (this.#lastEvents.size > REMEMBERED_OBJECTS) {
      this.#lastEvents.delete(this.#lastEvents.keys().next().value);
    }
    return false;
  }

  #heard(socket) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(socket, LOST, 'silence'), this.#options.silenceTimeout);
  }

  /** The socket is gone, or must go. */
  #lost(socket, code, reason) {
    if (socket === null || socket !== this.#socket || this.#state === 'closed') {
      return;
    }
    const failure = new MediaryError(UNAVAILABLE, `The connection was lost (${code}${reason ? ` ${reason}` : ''})`);
    const loggedIn = this.#state === 'connected';
    this.#drop(failure);
    if (!loggedIn) {
      return; // The login that was under way fails by this, and decides.
    }
    const refused = code === REFUSED && typeof this.#options.token !== 'function';
    if (refused || !this.#options.reconnect) {
      this.#finish(failure);
    } else {
      this.#enter('reconnecting', failure);
      this.#retry();
    }
  }

  /** Waits longer each time, and never as long as the others that lost the same instance. */
  #retry() {
    const longest = Math.min(RECONNECT.longest, RECONNECT.first * 2 ** this.#attempt++);
    this.#timer = setTimeout(async () => {
      try {
        await this.#open();
      } catch (error) {
        if (this.#state === 'closed') {
          return;
        }
        if ([NOT_AUTHENTICATED, UNAUTHORIZED].includes(error.code)) {
          this.#finish(error);
        } else {
          this.#retry();
        }
      }
    }, longest * (0.5 + Math.random() / 2));
  }

  #drop(failure) {
    const socket = this.#socket;
    this.#socket = null;
    clearTimeout(this.#silence);
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      socket.close(LOST);
    }
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of pending) {
      clearTimeout(request.timer);
      request.reject(failure);
    }
  }

  #finish(failure) {
    if (this.#state === 'closed') {
      return;
    }
    clearTimeout(this.#timer);
    if (!failure && this.#socket) {
      this.#socket.close(CLOSED_BY_CLIENT);
    }
    const error = failure ?? new MediaryError(UNAVAILABLE, 'The connection is closed');
    this.#drop(error);
    this.#enter('closed', failure);
    this.#waiting.forEach((waiter) => waiter.reject(error));
    this.#waiting.clear();
    const over = [...this.#sessions.values()];
    this.#sessions.clear();
    over.forEach((session) => session._end({ code: error.code, reason: error.message }));
  }

  #enter(state, error) {
    this.#state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: { state, error } }));
  }

  /** As {@link Mediary#_restored}, bounded by the time of a request. */
  #connected() {
    if (this.#state === 'closed') {
      return Promise.reject(new MediaryError(UNAVAILABLE, 'The connection is closed'));
    }
    return new Promise((resolve, reject) => {
      const waiter = {
        resolve: () => { clearTimeout(timer); resolve(); },
        reject: (error) => { clearTimeout(timer); reject(error); },
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        reject(new MediaryError(TIMEOUT, 'The connection did not come back in time'));
      }, this.#options.ackTimeout);
      this.#waiting.add(waiter);
    });
  }
}

/**
 * @typedef {object} SessionOptions
 * @property {'offer' | 'answer'} [role='offer'] whether this client offers and the server (in `p2p` the other client)
 *     answers, or the other way
 * @property {MediaStream} [stream] what is sent; its tracks stay the application's own
 * @property {Array<'audio' | 'video'>} [receive=['audio', 'video']] what is asked for when offering, beside what is sent
 * @property {boolean | string} [data=false] opens a data channel (of this label)
 * @property {boolean} [trickle=true] send candidates as they are found; otherwise the SDP waits for all of them
 * @property {RTCConfiguration} [configuration] of the `RTCPeerConnection`: ICE servers
 */

/**
 * A media session with its `RTCPeerConnection`. Made with {@link Mediary#session}.
 *
 * DOM events: `track` (detail: the track; it is in {@link MediaSession#stream} already), `event` (detail: each of the
 * session's {@link MediaryEvent}s), `state` (detail: the peer connection's state), `message` (detail: what came on a
 * data channel), `open` (the data channel is usable), `failure` (detail: an error that did not end the session),
 * `ended` (detail: `{code, reason}`).
 *
 * A limit of the bitrate that the server tells (`info` event `bitrate`) is set on the video that this client sends, in
 * addition to what the media server asks for by REMB.
 */
export class MediaSession extends EventTarget {
  #mediary;
  #data;
  #options;
  #known;
  #described;
  #outgoing = Promise.resolve();
  #incoming;
  #limiting;

  /** Use {@link Mediary#session}. */
  constructor(mediary, data, options) {
    super();
    this.#mediary = mediary;
    this.#data = data;
    this.#options = { role: 'offer', receive: ['audio', 'video'], data: false, trickle: true, ...options };
    /** The session's id. @type {string | null} */
    this.id = null;
    /** Its type now, whoever changed it. @type {string} */
    this.type = data.type;
    /** What its type joins it to: `peer_id`, `room_id`, `publisher_id`. @type {object} */
    this.typeExt = {};
    /** What the server sends. @type {MediaStream} */
    this.stream = new MediaStream();
    /** The data channel, where one was asked for. @type {RTCDataChannel | null} */
    this.channel = null;
    /** Why the session is over; null while it lives. @type {{code: number, reason: string} | null} */
    this.ended = null;
    /** @type {RTCPeerConnection} */
    this.peer = new RTCPeerConnection(this.#options.configuration);
    // Candidates of either side wait: ours for the session's id, the server's for its SDP.
    this.#outgoing = new Promise((resolve) => { this.#known = resolve; });
    this.#incoming = new Promise((resolve) => { this.#described = resolve; });
    this.#limiting = this.#incoming;
    this.#listen();
  }

  /**
   * Makes it a session of another type. The peer connection goes on as it is: no new SDP, the same tracks.
   *
   * @param {'park' | 'echo' | 'bridge' | 'publish' | 'listen'} type
   * @param {object} [data] the fields that the type takes: `peer_id` (bridge), `room_id`, `create_room` (publish),
   *     `publisher_id` (listen), and those of {@link MediaSession#update}
   * @returns {Promise<object>} the new {@link MediaSession#typeExt}; rejected with {@link MediaryError}: 300005 from and to
   *     `p2p`, and where the two sides share no codec
   */
  setType(type, data = {}) {
    return this.request('set_type', { ...data, type });
  }

  /**
   * Mutes or un-mutes at the server what it gets from this client; what is not named stays.
   *
   * @param {{audio?: boolean, video?: boolean, data?: boolean}} kinds
   */
  async mute({ audio, video, data }) {
    await this.update({ mute_audio: audio, mute_video: video, mute_data: data });
  }

  /**
   * Mutes and limits at the server; what is not named stays.
   *
   * @param {{mute_audio?: boolean, mute_video?: boolean, mute_data?: boolean, bitrate?: number}} fields `bitrate` is what
   *     this client may send, in kbps, 0 = no limit
   */
  async update(fields) {
    await this.request('update_media', fields);
  }

  /**
   * Sends a command of class `media/session` for this session.
   *
   * @param {string} cmd `get_info`, `get_stats`, `room_action` …
   * @param {object} [data] without `session_id`
   * @returns {Promise<any>}
   */
  request(cmd, data = {}) {
    return this.#mediary.request(`media/session/${cmd}`, { ...data, session_id: this.id });
  }

  /** Ends the session; one that is over already is no error. */
  async close() {
    const id = this.ended ? null : this.id;
    this._end({ code: 100011, reason: 'User stop' });
    if (id !== null) {
      await this.#destroy(id);
    }
  }

  /** Negotiates; `known` is called with the id as soon as there is one. */
  async _start(known) {
    try {
      this.#attach();
      await (this.#options.role === 'answer' ? this.#answer(known) : this.#offer(known));
      this.#alive();
    } catch (error) {
      this.#alive();
      this._end({ code: error.code ?? INTERNAL_ERROR, reason: error.message });
      if (this.id !== null) {
        await this.#destroy(this.id).catch((second) => this.#tell('failure', second));
      }
      throw error;
    }
  }

  /** Takes an event of this session. */
  _event(event) {
    const { type, body } = event;
    if (type === 'candidate') {
      const { candidate, sdpMid, sdpMLineIndex } = body;
      this.#add({ candidate, sdpMid, sdpMLineIndex });
    } else if (type === 'candidate_end') {
      this.#add();
    } else {
      this.#change(type, body);
    }
    this.#tell('event', event);
    if (type === 'destroyed') {
      this._end({ code: body.code, reason: body.reason });
    } else if (type === 'resync' && body.session_id === undefined) {
      this._end({ code: SESSION_NOT_FOUND, reason: 'Session not found' });
    }
  }

  /** The session is over. */
  _end(why) {
    if (this.ended) {
      return;
    }
    this.ended = why;
    this.#mediary._forget(this.id);
    this.#known();
    this.#described();
    this.peer.close();
    this.stream.getTracks().forEach((track) => this.stream.removeTrack(track));
    this.#tell('ended', why);
  }

  /** What an event says of the session's state. */
  #change(type, body) {
    if (type === 'type') {
      const { type: now, ...ext } = body;
      this.type = now;
      this.typeExt = ext;
    } else if (type === 'created' || type === 'resync') {
      this.type = body.type ?? this.type;
      this.typeExt = body.type_ext ?? this.typeExt;
    }
    if (body.answer && this.#direct && this.peer.signalingState === 'have-local-offer') {
      this.#take(body.answer).catch((error) => this.#fail(error));
    }
    if ((type === 'info' && body.info === 'bitrate') || (type === 'resync' && body.bitrate !== undefined)) {
      this.#limit(body.bitrate);
    }
  }

  #listen() {
    const peer = this.peer;
    peer.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      this.#tell('track', track);
    };
    peer.onicecandidate = ({ candidate }) => {
      if (this.#options.trickle && candidate?.candidate !== '') {
        this.#queue(candidate);
      }
    };
    peer.onconnectionstatechange = () => this.#tell('state', peer.connectionState);
    peer.ondatachannel = ({ channel }) => this.#hear(channel);
  }

  /** What this client sends and wants to receive. */
  #attach() {
    const { stream, role, receive, data } = this.#options;
    const sent = stream?.getTracks() ?? [];
    sent.forEach((track) => this.peer.addTrack(track, stream));
    if (role === 'offer') {
      receive.filter((kind) => !sent.some((track) => track.kind === kind))
        .forEach((kind) => this.peer.addTransceiver(kind, { direction: 'recvonly' }));
    }
    if (data) {
      this.channel = this.peer.createDataChannel(typeof data === 'string' ? data : 'data');
      this.channel.addEventListener('open', () => this.#tell('open'));
      this.#hear(this.channel);
    }
  }

  #hear(channel) {
    channel.addEventListener('message', ({ data }) => this.#tell('message', data));
  }

  /** This client offers. */
  async #offer(known) {
    await this.peer.setLocalDescription(await this.peer.createOffer());
    const offer = await this.#local();
    // The server answers such an offer only when it has all our candidates, and those need the session's id.
    const wait = !this.#direct && !(this.#options.trickle && this.#data.no_offer_trickle_ice);
    const made = await this.#create({ ...this.#data, offer, wait_reply: wait }, known);
    if (this.#direct) {
      return; // The other client's answer comes as an event.
    }
    await this.#take(wait ? made.answer : (await this.request('get_answer')).answer);
  }

  async #take({ sdp }) {
    await this.peer.setRemoteDescription({ type: 'answer', sdp });
    this.#described();
  }

  /** No media server: the other side is another client. */
  get #direct() {
    return this.#data.type === 'p2p';
  }

  /** The server offers. */
  async #answer(known) {
    const { offer } = await this.#create({ ...this.#data, wait_reply: true }, known);
    await this.peer.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    this.#described();
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    await this.request('set_answer', { answer: await this.#local() });
  }

  async #create(data, known) {
    const made = await this.#mediary.request('media/session/create', data);
    this.id = made.session_id;
    if (made.room_id !== undefined) {
      this.typeExt = { room_id: made.room_id };
    }
    known(this.id);
    this.#known();
    return made;
  }

  /** Why it is over says more than the error that follows from it. */
  #alive() {
    if (this.ended) {
      throw new MediaryError(this.ended.code, this.ended.reason);
    }
  }

  /** The local description as the server takes it. */
  async #local() {
    const { trickle } = this.#options;
    if (!trickle && this.peer.iceGatheringState !== 'complete') {
      await new Promise((resolve) => {
        const check = () => this.peer.iceGatheringState === 'complete' && resolve();
        this.peer.addEventListener('icegatheringstatechange', check);
      });
    }
    return { sdp: this.peer.localDescription.sdp, sdp_type: 'webrtc', trickle_ice: trickle };
  }

  /** Sends a candidate (null: the last one was sent) after those before it. */
  #queue(candidate) {
    this.#outgoing = this.#outgoing.then(() => this.#candidate(candidate)).catch((error) => this.#fail(error));
  }

  async #candidate(candidate) {
    while (!this.ended) {
      try {
        if (candidate === null) {
          await this.request('set_candidate_end');
        } else {
          const { sdpMid, sdpMLineIndex, candidate: line } = candidate;
          await this.request('set_candidate', { sdpMid, sdpMLineIndex, candidate: line });
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

  #add(candidate) {
    this.#incoming = this.#incoming
      .then(() => (this.ended ? undefined : this.peer.addIceCandidate(candidate)))
      .catch((error) => this.#fail(error));
  }

  /**
   * Limits the video that is sent, once it is negotiated.
   *
   * @param {number} bitrate kbps, 0 = no limit
   */
  #limit(bitrate) {
    this.#limiting = this.#limiting.then(async () => {
      for (const sender of this.peer.getSenders().filter(({ track }) => !this.ended && track?.kind === 'video')) {
        const parameters = sender.getParameters();
        for (const encoding of parameters.encodings) {
          if (bitrate > 0) {
            encoding.maxBitrate = bitrate * 1000;
          } else {
            delete encoding.maxBitrate;
          }
        }
        await sender.setParameters(parameters);
      }
    }).catch((error) => this.#fail(error));
  }

  async #destroy(id) {
    try {
      await this.#mediary.request('media/session/destroy', { session_id: id });
    } catch (error) {
      if (error.code !== SESSION_NOT_FOUND) {
        throw error;
      }
    }
  }

  #fail(error) {
    if (!this.ended) {
      this.#tell('failure', error);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** A listener's error is the application's own: it must not keep the event from being acknowledged. */
function call(listener) {
  try {
    listener();
  } catch (error) {
    (globalThis.reportError ?? console.error)(error);
  }
}

function key({ class: eventClass = ANY, subclass = ANY, type = ANY, obj_id = ANY }) {
  return JSON.stringify([eventClass, subclass, type, obj_id]);
}
