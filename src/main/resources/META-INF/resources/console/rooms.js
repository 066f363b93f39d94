/** The page of rooms: publishes from here, and adds viewers, each a session with its own peer connection. */
import { addTile } from './tile.js';
import { choices } from './choices.js';
import { explain, notice } from './notice.js';
import { openSource } from './source.js';
import { picker } from './picker.js';
import { $, showPage } from './page.js';

/** Its elements are in `#page-room`. */
export class RoomsPage {
  #connection;
  #room;
  #publisher;
  #recorder;

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {import('./directory.js').Directory} directory
   * @param {(id: string, possible: () => boolean) => object} recorder makes a bar that records a session
   */
  constructor(connection, directory, recorder) {
    this.#connection = connection;
    this.#recorder = recorder;
    const known = choices(directory, connection);
    this.#room = picker('publish-room', known.rooms);
    this.#publisher = picker('watch-publisher', () => known.publishers());
    directory.addEventListener('change', () => {
      this.#room.update();
      this.#publisher.update();
    });
    $('publish').addEventListener('submit', (submit) => {
      submit.preventDefault();
      this.#publish();
    });
    $('watch').addEventListener('submit', (submit) => {
      submit.preventDefault();
      this.watch(this.#publisher.value);
    });
    new MutationObserver(() => { $('no-tiles').hidden = $('tiles').children.length > 0; })
      .observe($('tiles'), { childList: true });
  }

  /** Chooses the room to publish into. */
  choose(room) {
    showPage('room');
    this.#room.choose(room);
    $('publish-start').focus();
  }

  /** Adds a viewer of a publisher. */
  watch(publisher) {
    showPage('room');
    return this.#add('viewer', $('watch-start'), async () => {
      const session = await this.#connection.session({ type: 'listen', publisher_id: publisher }, { role: $('watch-role').value });
      return { session, stream: session.stream, close: () => {} };
    });
  }

  #publish() {
    const room = this.#room.value;
    const data = {
      type: 'publish',
      ...(room && { room_id: room, create_room: $('publish-create').checked }),
      bitrate: Number($('publish-bitrate').value) || undefined,
    };
    return this.#add('publisher', $('publish-start'), async () => {
      const { stream, close } = await openSource($('publish-source').value);
      try {
        return { session: await this.#connection.session(data, { stream, receive: [] }), stream, close };
      } catch (error) {
        close();
        throw error;
      }
    });
  }

  async #add(kind, button, make) {
    notice(null);
    button.disabled = true;
    try {
      $('tiles').append(await addTile(kind, make, this.#recorder));
    } catch (error) {
      explain(error, () => {
        $('publish-source').value = 'generated';
        this.#publish();
      });
    } finally {
      button.disabled = false;
    }
  }
}
