/** Events come at least once: which have come before. */

const REMEMBERED_OBJECTS = 4096;
const ALL = '*';

/** Remembers the last event of each object, of so many objects as a client may have to do with. */
export class Repeats {
  #last = new Map();

  /**
   * Events come in order for each object, so one that is not newer than the last is a repeat. What is told of all
   * objects together (`resync`) has no such order, and does no harm twice.
   *
   * @param {{obj_id: string, event_id: string}} event
   * @returns {boolean} whether it was there before; from now on it was
   */
  repeated({ obj_id, event_id }) {
    if (obj_id === ALL) {
      return false;
    }
    const last = this.#last.get(obj_id);
    if (last !== undefined && event_id <= last) {
      return true;
    }
    this.#last.delete(obj_id);
    this.#last.set(obj_id, event_id);
    if (this.#last.size > REMEMBERED_OBJECTS) {
      this.#last.delete(this.#last.keys().next().value);
    }
    return false;
  }

  /** The server counts anew. */
  clear() {
    this.#last.clear();
  }
}
