/** The page's connection to Mediary, and the sessions that were made over it. */
import { Mediary } from '../mediary.js';
import { $, set } from './page.js';

const NOT_REACHED = [100005, 100052];
const TONES = { connected: 'good', reconnecting: 'busy', closed: 'bad' };

/** The server was reached, and did not let the user in. */
export class LoginRefused extends Error {
  /**
   * @param {import('../mediary.js').MediaryError} cause
   * @param {boolean} asked whether a token was given
   */
  constructor(cause, asked) {
    super(asked ? `The server does not take this token: ${cause.message} (${cause.code}).`
      : 'This server asks who you are: enter a token, then connect.', { cause });
    this.name = 'LoginRefused';
  }
}

/**
 * One connection at a time; another user or token makes a new one.
 *
 * DOM events: `open` (it is there, perhaps newly made, or the server had forgotten it: what was known of others is old),
 * `event` (detail: each event), `own` (the sessions of this page have changed), `state` (detail: the connection's), `invite`
 * (detail: a call that somebody makes, see {@link Mediary}).
 */
export class Connection extends EventTarget {
  #mediary = null;
  #account = null;
  #opening = null;

  /** The sessions of this page by their ids. @type {Map<string, import('../mediary.js').MediaSession>} */
  own = new Map();

  /**
   * @returns {Promise<Mediary>} the connection for the user and token that the page shows; rejected with
   *     {@link LoginRefused} or a `MediaryError`
   */
  open() {
    this.#opening ??= this.#open().finally(() => { this.#opening = null; });
    return this.#opening;
  }

  /** @returns {boolean} whether there is a connection, perhaps one that is just coming back; otherwise a command makes one */
  get isThere() {
    return this.#mediary !== null && this.#mediary.state !== 'closed';
  }

  /** @returns {string | null} the connection's id at the server */
  get id() {
    return this.isThere ? this.#mediary.sessionId : null;
  }

  /** Sends a command; see {@link Mediary#request}. */
  async request(name, data) {
    return (await this.open()).request(name, data);
  }

  /** Makes a session of this page; see {@link Mediary#session}. */
  async session(data, options) {
    const made = await (await this.open()).session(data, options);
    this.#have(made);
    return made;
  }

  /** Calls somebody; see {@link Mediary#call}. */
  async call(what) {
    const made = await (await this.open()).call(what);
    this.#have(made.session);
    return made;
  }

  /** Accepts a call; see `IncomingCall`. */
  async accept(incoming, options) {
    await incoming.accept(options);
    this.#have(incoming.session);
  }

  /** Leaves: the server ends the sessions of this page. */
  close() {
    this.#mediary?.close();
  }

  #have(session) {
    if (!session.ended) {
      this.own.set(session.id, session);
      session.addEventListener('ended', () => {
        this.own.delete(session.id);
        this.#changed();
      });
      this.#changed();
    }
  }

  async #open() {
    const user = $('user').value.trim() || undefined;
    const token = $('token').value.trim() || undefined;
    const account = JSON.stringify([user, token]);
    if (this.#mediary && this.#mediary.state !== 'closed' && this.#account === account) {
      return this.#mediary;
    }
    this.#mediary?.close();
    set('socket', 'connecting', 'busy');
    let made;
    try {
      made = await Mediary.connect('/v1/ws', { user, token });
      this.#listen(made);
      await made.subscribe({ class: 'media' });
    } catch (error) {
      made?.close();
      const refused = !made && !NOT_REACHED.includes(error.code);
      set('socket', refused ? 'not logged in' : 'not connected', 'bad');
      throw refused ? new LoginRefused(error, token !== undefined) : error;
    }
    this.#mediary = made;
    this.#account = account;
    set('socket', 'connected', 'good');
    this.dispatchEvent(new Event('open'));
    return made;
  }

  #listen(made) {
    made.addEventListener('state', ({ detail: { state, error } }) => {
      if (made === this.#mediary) {
        set('socket', state === 'closed' ? 'not connected' : state, state === 'closed' && !error ? 'idle' : TONES[state]);
        this.dispatchEvent(new CustomEvent('state', { detail: state }));
      }
    });
    made.addEventListener('invite', ({ detail }) => this.dispatchEvent(new CustomEvent('invite', { detail })));
    made.addEventListener('renewed', () => this.dispatchEvent(new Event('open')));
    made.addEventListener('event', ({ detail }) => this.dispatchEvent(new CustomEvent('event', { detail })));
  }

  #changed() {
    $('connect').disabled = $('user').disabled = $('token').disabled = this.own.size > 0;
    this.dispatchEvent(new Event('own'));
  }
}
