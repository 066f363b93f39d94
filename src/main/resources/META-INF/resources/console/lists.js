/** The lists of sessions and rooms at the page's side. */
import { joinedText } from './state.js';
import { explain } from './notice.js';
import { $, element, idText, set, short } from './page.js';

/**
 * @typedef {object} Actions what the lists' buttons do
 * @property {(type: string, id: string) => void} choose fills the page of one session
 * @property {(publisher: string) => void} watch
 * @property {(room: string) => void} publishInto
 * @property {(id: string, possible: () => boolean) => object} recorder makes a bar that records a session
 */

/** Rows stay where they are while they change, so that a button does not vanish under the pointer. */
export class Lists {
  #connection;
  #directory;
  #actions;
  #rows = { sessions: new Map(), rooms: new Map() };

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {import('./directory.js').Directory} directory
   * @param {Actions} actions
   */
  constructor(connection, directory, actions) {
    this.#connection = connection;
    this.#directory = directory;
    this.#actions = actions;
    directory.addEventListener('change', () => this.#show());
    directory.addEventListener('failure', ({ detail }) => explain(detail));
    $('make-room').addEventListener('submit', (submit) => {
      submit.preventDefault();
      this.#do(() => this.#makeRoom());
    });
  }

  #show() {
    this.#list('sessions', this.#directory.sessions, (id) => this.#sessionRow(id));
    this.#list('rooms', this.#directory.rooms, (id) => this.#roomRow(id));
  }

  #list(name, objects, make) {
    const rows = this.#rows[name];
    for (const [id, row] of rows) {
      if (!objects.has(id)) {
        row.item.remove();
        row.close?.();
        rows.delete(id);
      }
    }
    for (const [id, object] of objects) {
      if (!rows.has(id)) {
        rows.set(id, make(id));
        $(name).append(rows.get(id).item);
      }
      rows.get(id).update(object);
    }
    set(`${name}-count`, objects.size ? `${objects.size}` : '');
    $(`no-${name}`).hidden = objects.size > 0;
  }

  #sessionRow(id) {
    const type = element('strong');
    const whose = element('span', { className: 'quiet' });
    const state = element('span', { className: 'badge' });
    const joined = element('span', { className: 'quiet' });
    const watch = this.#button('Add a viewer', `of ${id}`, () => this.#actions.watch(id));
    const bridge = this.#button('Bridge…', `to ${id}`, () => this.#actions.choose('bridge', id));
    const record = this.#button('Record…', `session ${id}`, () => {
      record.setAttribute('aria-expanded', record.getAttribute('aria-expanded') !== 'true');
      recorder.update();
    });
    record.setAttribute('aria-expanded', false);
    record.classList.add('opens-recorder');
    const recorder = this.#actions.recorder(id, () => !record.hidden && record.getAttribute('aria-expanded') === 'true');
    const end = this.#button('End', `session ${id}`, () => this.#connection.request('media/session/destroy', { session_id: id }));
    const item = element('li', { data: { session: id } },
      element('div', { className: 'row' }, type, whose, state), idText(id), joined,
      element('div', { className: 'row actions' }, watch, bridge, record, end), recorder.element);
    return {
      item,
      close: recorder.close,
      update: ({ type: now, ext, status, media, user }) => {
        const own = this.#connection.own.has(id);
        set(type, now);
        set(whose, own ? 'this tab' : user ?? '');
        const up = media.webrtc === 'up';
        set(state, up ? 'connected' : status, up ? 'good' : 'busy');
        set(joined, joinedText(ext));
        joined.hidden = !joined.textContent;
        watch.hidden = now !== 'publish';
        bridge.hidden = now === 'p2p' || own;
        record.hidden = now === 'p2p';
        item.classList.toggle('own', own);
      },
    };
  }

  #roomRow(id) {
    const rules = element('span', { className: 'quiet' });
    const members = element('ul', { className: 'members' });
    const publish = this.#button('Publish…', `into ${id}`, () => this.#actions.publishInto(id));
    const end = this.#button('End', `room ${id}`, () => this.#connection.request('media/room/destroy', { room_id: id }));
    const item = element('li', { data: { room: id } },
      element('div', { className: 'row' }, idText(id), rules), members,
      element('div', { className: 'row actions' }, publish, end));
    return {
      item,
      update: (room) => {
        set(rules, room.rules.join(', '));
        members.replaceChildren(...[...room.members].map(([session, member]) => this.#member(session, member)));
      },
    };
  }

  #member(session, { role, user, peer }) {
    const of = peer ? ` of ${short(peer)}` : '';
    const whose = this.#connection.own.has(session) ? 'this tab' : user ?? '';
    return element('li', { data: { member: session, role }, title: session }, element('strong', { textContent: `${role} ` }),
      `${short(session)}${of} `, element('span', { className: 'quiet', textContent: whose }));
  }

  async #makeRoom() {
    const number = (id) => ($(id).value === '' ? undefined : Number($(id).value));
    await this.#connection.request('media/room/create', {
      class: 'sfu',
      room_id: $('make-id').value.trim() || undefined,
      timeout: number('make-timeout'),
      bitrate: number('make-bitrate'),
      audio_codec: $('make-audio').value || undefined,
      video_codec: $('make-video').value || undefined,
    });
    $('make-room').reset();
  }

  #button(text, about, action) {
    const button = element('button', { type: 'button', className: 'small', textContent: text });
    button.setAttribute('aria-label', `${text.replace('…', '')} ${about}`);
    button.addEventListener('click', () => this.#do(action));
    return button;
  }

  async #do(action) {
    try {
      await action();
    } catch (error) {
      explain(error);
    }
  }
}
