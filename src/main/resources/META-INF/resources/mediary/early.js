/** Events of sessions that the client does not know yet. */

const KEPT = 1024;
const NEEDED = ['created', 'candidate', 'candidate_end'];

/**
 * Keeps, in order, the newest events of sessions that are not known: all of them while a session is being made and its id
 * is not there yet, and at any time those by which a session begins, which may come before the invitation to its call.
 */
export class EarlyEvents {
  #events = [];
  #expected = new Set();
  #beginning = 0;

  /**
   * @template T
   * @param {() => Promise<T>} beginning makes a session; meanwhile all events are kept
   * @returns {Promise<T>}
   */
  async keepAll(beginning) {
    this.#beginning++;
    try {
      return await beginning();
    } finally {
      if (--this.#beginning === 0) {
        this.#events = this.#events.filter(({ type }) => NEEDED.includes(type));
      }
    }
  }

  /** @param {import('../mediary.js').MediaryEvent} event of a session that is not known */
  put(event) {
    if (this.#beginning > 0 || NEEDED.includes(event.type)) {
      this.#events.push(event);
      if (this.#events.length > KEPT) {
        this.#events.splice(Math.max(0, this.#events.findIndex(({ obj_id: id }) => !this.#expected.has(id))), 1);
      }
    }
  }

  /** Those of this session do not make room for others, until they are taken or dropped. */
  expect(id) {
    this.#expected.add(id);
  }

  /** Nobody needs those of this session. */
  drop(id) {
    if (this.#expected.delete(id)) {
      this.#events = this.#events.filter((event) => event.obj_id !== id);
    }
  }

  /** @returns {import('../mediary.js').MediaryEvent[]} those of this session, which is known from now on */
  take(id) {
    const taken = this.#events.filter((event) => event.obj_id === id);
    this.#events = this.#events.filter((event) => event.obj_id !== id);
    this.#expected.delete(id);
    return taken;
  }
}
