/**
 * Mediary's client for browsers: ES modules (this one, and those in `mediary/` beside it), no dependencies, no build.
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
 *     const player = await mediary.session({ type: 'play', uri: 'https://media.example.org/film.webm', loops: 1 });
 *     await player.player.seek(90_000);
 *
 *     await mediary.subscribe({ class: 'media', subclass: 'recording' });
 *     mediary.recordings.addEventListener('recording_ready', async ({ detail }) => {
 *       link.href = (await mediary.recordings.url(detail.recording_id)).url;
 *     });
 *     await session.recorder.start({ format: 'webm' });
 *     await session.recorder.stop();
 *
 *     await viewer.close();
 *     await session.close();
 *
 *     mediary.addEventListener('invite', async ({ detail: incoming }) => {
 *       await incoming.ring();
 *       await incoming.accept({ stream });
 *       video.srcObject = incoming.stream;
 *     });
 *     const call = await mediary.call({ callee: ['bob', 'sip:carol@example.org'], stream });
 *     call.addEventListener('accepted', () => { video.srcObject = call.stream; });
 *     call.addEventListener('hangup', ({ detail }) => console.log(detail.reason));
 *     await call.hangup();
 *
 *     mediary.close();
 *
 * A connection carries any number of sessions, each with its own `RTCPeerConnection`.
 *
 * The connection answers the server's pings, acknowledges events, drops repeated ones, and comes back by itself when
 * it is lost: on any instance of the server, with its subscriptions, its sessions, and every event that it missed. When
 * an instance stops, the connection goes to another one without losing a command: it waits for the answers that it is
 * owed, and sends again what the stopping instance had no time to begin.
 */

import {
  INVALID_SESSION_ID, MediaryError, NOT_AUTHENTICATED, REGISTERED_DOWN, TIMEOUT, UNAUTHORIZED, UNAVAILABLE, UNKNOWN_COMMAND,
} from './mediary/errors.js';
import { Calls } from './mediary/calls.js';
import { EarlyEvents } from './mediary/early.js';
import { Line } from './mediary/line.js';
import { MediaSession } from './mediary/session.js';
import { Recordings } from './mediary/recordings.js';
import { Repeats } from './mediary/repeats.js';

export { MediaryError } from './mediary/errors.js';
export { Call } from './mediary/call.js';
export { IncomingCall } from './mediary/incoming.js';
export { MediaSession } from './mediary/session.js';
export { Player } from './mediary/player.js';
export { Recorder } from './mediary/recorder.js';
export { Recordings } from './mediary/recordings.js';

const RECONNECT = { first: 250, longest: 10_000 };
/** ms: the server itself sends its clients away one after the other. */
const ASKED_TO = 50;
const LOOK_AGAIN = 50;
const CLOSED_BY_CLIENT = 1000;
const REFUSED = 1008;
const RESTART = 1012;
const ANY = '*';

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
 * is over, subscriptions were made anew, events may be missing; `invite` with an {@link IncomingCall} as `detail` when
 * somebody calls. A listener takes the call by {@link IncomingCall#ring}, `accept` or `reject` before it returns; one that
 * nobody takes is rejected, so a client without such a listener is not a phone.
 */
export class Mediary extends EventTarget {
  #url;
  #options;
  #line = null;
  #state = 'connecting';
  #sessionId = null;
  #tid = 0;
  #waiting = new Set();
  #listeners = new Set();
  #subscriptions = new Map();
  #repeats = new Repeats();
  #sessions = new Map();
  #early = new EarlyEvents();
  #calls = new Calls(this);
  #handler = null;
  #leaving = false;
  #attempt = 0;
  #timer = null;

  /** Use {@link Mediary.connect}. */
  constructor(url, options) {
    super();
    this.#url = url;
    this.#options = { reconnect: true, answerTimeout: 5_000, ackTimeout: 180_000, silenceTimeout: 50_000, ...options };
    this.#sessionId = options.sessionId ?? null;
    /** What was recorded. @type {Recordings} */
    this.recordings = new Recordings((cmd, data) => this.request(`media/recording/${cmd}`, data));
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
   * Answers requests that the server hands on (another client's command; an invitation to a call that no listener of
   * `invite` takes).
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
    await this._begin(session);
    return session;
  }

  /**
   * Calls somebody: a user (every connection of that user rings), a connection, a SIP address, or several of them; the
   * first to accept is connected.
   *
   * @param {import('./mediary/calls.js').CallFields & import('./mediary/session.js').SessionOptions} what whom, and what
   *     is sent
   * @returns {Promise<Call>} when it is on its way to the other end; rejected with {@link MediaryError} (305005: there is
   *     nobody to be called) or the browser's own error; then nothing is left behind
   */
  call(what) {
    return this.#calls.start(what);
  }

  /** Leaves for good: the server ends the sessions that this connection made. */
  close() {
    this.#finish();
  }

  /** Negotiates a session, and brings it its events, from the first on. */
  async _begin(session) {
    await this.#early.keepAll(() => session._start((id) => {
      this.#sessions.set(id, session);
      this.#early.take(id).forEach((event) => session._event(event));
    }));
  }

  /** Waits until the connection is there; for sessions that must send something again. */
  async _restored() {
    if (this.#state === 'closed') {
      throw new MediaryError(UNAVAILABLE, 'The connection is closed');
    }
    if (this.#state !== 'connected') {
      await new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }));
    }
  }

  /** A session of which this client may need the events before it knows it. */
  _expect(id) {
    this.#early.expect(id);
  }

  /** A session is over. */
  _forget(id) {
    this.#sessions.delete(id);
    this.#early.drop(id);
  }

  async #open() {
    try {
      this.#line = await this.#dial();
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
    return Line.dial(this.#url, this.#options, {
      tid: () => ++this.#tid,
      event: (event) => this.#event(event),
      request: (request) => this.#hand(request),
      leave: (line) => this.#leave(line),
      lost: (line, code, reason) => this.#lost(line, code, reason),
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
    this.#repeats.clear();
    const over = [...this.#sessions.values()];
    this.#sessions.clear();
    const why = { code: REGISTERED_DOWN, reason: 'Registered process stopped' };
    over.forEach((session) => session._end(why));
    this.#calls.end(why);
    for (const filter of this.#subscriptions.values()) {
      await this.#send('core/event/subscribe', filter);
    }
    this.dispatchEvent(new CustomEvent('renewed'));
  }

  #send(name, data) {
    return this.#line?.send(name, data) ?? Promise.reject(new MediaryError(UNAVAILABLE, 'The connection is away'));
  }

  #hand(request) {
    if (this.#calls.invited(request)) {
      return undefined;
    }
    if (!this.#handler) {
      throw new MediaryError(UNKNOWN_COMMAND, `Unknown command '${request.cmd}'`);
    }
    return this.#handler(request);
  }

  #event(event) {
    if (this.#repeats.repeated(event)) {
      return;
    }
    if (event.class === 'media' && event.subclass === 'recording') {
      call(() => this.recordings._event(event));
    }
    if (event.class === 'media' && event.subclass === 'call') {
      call(() => this.#calls.event(event));
    }
    const session = this.#sessions.get(event.obj_id);
    if (session) {
      call(() => session._event(event));
    } else if (event.class === 'media' && event.subclass === 'session') {
      this.#early.put(event);
    }
    for (const { filter, listener } of [...this.#listeners]) {
      if (Object.entries(filter).every(([name, value]) => value === ANY || value === event[name])) {
        call(() => listener(event));
      }
    }
    this.dispatchEvent(new CustomEvent('event', { detail: event }));
  }

  /** The instance at the other end stops: what is asked from now on waits for another one. */
  #leave(line) {
    if (line !== this.#line || this.#state === 'closed' || this.#leaving) {
      return;
    }
    if (this.#state !== 'connected') {
      setTimeout(() => this.#leave(line), LOOK_AGAIN); // The login is under way.
      return;
    }
    this.#leaving = true;
    this.#enter('reconnecting');
    line.retire();
  }

  /** The line is gone, or must go. */
  #lost(line, code, reason) {
    if (line !== this.#line || this.#state === 'closed') {
      return;
    }
    const failure = new MediaryError(UNAVAILABLE, `The connection was lost (${code}${reason ? ` ${reason}` : ''})`);
    const left = this.#leaving;
    const loggedIn = this.#state === 'connected' || left;
    const notRun = loggedIn ? line.takeNotRun(code) : [];
    this.#leaving = false;
    this.#drop(failure);
    if (!loggedIn) {
      return; // The login that was under way fails by this, and decides.
    }
    const refused = code === REFUSED && typeof this.#options.token !== 'function';
    if (refused || !this.#options.reconnect) {
      this.#finish(failure);
    } else {
      if (!left) {
        this.#enter('reconnecting', failure);
      }
      this.#retry(left || code === RESTART ? ASKED_TO : 0);
    }
    this.#before(() => {
      for (const { name, data, resolve, reject } of notRun) {
        this.request(name, data).then(resolve, reject);
      }
    });
  }

  /** Who begins to wait in `asking` goes before those that wait already: they asked earlier. */
  #before(asking) {
    const later = [...this.#waiting];
    this.#waiting.clear();
    asking();
    later.forEach((waiter) => this.#waiting.add(waiter));
  }

  /** Waits longer each time, and never as long as the others that lost the same instance. */
  #retry(first = 0) {
    const longest = first || Math.min(RECONNECT.longest, RECONNECT.first * 2 ** this.#attempt);
    this.#attempt++;
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

  #drop(failure, code) {
    this.#line?.close(failure, code);
    this.#line = null;
  }

  #finish(failure) {
    if (this.#state === 'closed') {
      return;
    }
    clearTimeout(this.#timer);
    const error = failure ?? new MediaryError(UNAVAILABLE, 'The connection is closed');
    this.#drop(error, failure ? undefined : CLOSED_BY_CLIENT);
    this.#enter('closed', failure);
    this.#waiting.forEach((waiter) => waiter.reject(error));
    this.#waiting.clear();
    const over = [...this.#sessions.values()];
    this.#sessions.clear();
    over.forEach((session) => session._end({ code: error.code, reason: error.message }));
    this.#calls.end({ code: error.code, reason: error.message });
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
