/** The operator's page: instances, media servers, and everybody's sessions and rooms; for administrators. */
import { joinedText } from './state.js';
import { timeText } from './amounts.js';
import { explain } from './notice.js';
import { $, element, idText, keepingFocus, set, short, showPage } from './page.js';

const PAGE = 'operator';
const LOOK = 2_000;
const UNAUTHORIZED = 100030;
const NOT_THERE = [100062, 304001];
const SHOWN = 200;
const TONES = { up: 'good', draining: 'busy', leaving: 'busy', down: 'bad' };

/**
 * What has no events (how many sessions and sockets there are, who lives) is read again and again while the page is seen; what has some is
 * kept by {@link import('./directory.js').Directory}. Its elements are in `#page-operator`.
 */
export class OperatorPage {
  #connection;
  #directory;
  #rows = { instances: new Map(), nodes: new Map(), 'all-sessions': new Map(), 'all-rooms': new Map() };
  #seen = false;
  #looking = false;
  #again = false;
  #admission = 0;

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {import('./directory.js').Directory} directory
   */
  constructor(connection, directory) {
    this.#connection = connection;
    this.#directory = directory;
    connection.addEventListener('open', () => this.#admit(explain));
    connection.addEventListener('event', ({ detail }) => {
      if (detail.class === 'media' && detail.subclass === 'node') {
        this.#look();
      }
    });
    directory.addEventListener('change', () => this.#showObjects());
    document.addEventListener('page', ({ detail }) => {
      this.#seen = detail === PAGE;
      this.#look();
      this.#showObjects();
    });
    $('find').addEventListener('input', () => this.#showObjects());
    setInterval(() => this.#look(), LOOK);
  }

  /**
   * The page is there for those whom the server lets read it. While the server does not say, it stays as it is, and the server is asked again.
   *
   * @param {(error: Error) => void} tell called where it does not say
   */
  async #admit(tell) {
    const admission = ++this.#admission;
    const latest = () => admission === this.#admission;
    try {
      await this.#connection.request('core/instance/get_list');
      if (latest()) {
        this.#show(true);
      }
    } catch (error) {
      if (!latest()) {
        return;
      }
      if (error.code === UNAUTHORIZED) {
        this.#show(false);
      } else {
        tell(error);
        setTimeout(() => latest() && this.#connection.isThere && this.#admit(() => {}), LOOK);
      }
    }
  }

  #show(admitted) {
    $(`tab-${PAGE}`).hidden = !admitted;
    if (admitted && location.hash.slice(1) === PAGE) {
      showPage(PAGE);
    } else if (!admitted && this.#seen) {
      showPage('session');
    }
  }

  /** One look at a time; what changes meanwhile is seen by another one. */
  async #look() {
    if (!this.#seen || document.hidden || $(`tab-${PAGE}`).hidden) {
      return;
    }
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    try {
      do {
        this.#again = false;
        const [instances, nodes] = await Promise.all(
          ['core/instance/get_list', 'media/node/get_list'].map((name) => this.#connection.request(name)));
        this.#list('instances', instances, 'instance_id', (id) => this.#instanceRow(id));
        this.#list('nodes', nodes, 'node_id', (id) => this.#nodeRow(id));
        set('looked', '');
      } while (this.#again);
    } catch (error) {
      set('looked', `These are old: ${error.message}`, 'bad');
    } finally {
      this.#looking = false;
    }
  }

  #showObjects() {
    if (!this.#seen) {
      return;
    }
    const found = $('find').value.trim().toLowerCase();
    const wanted = (...texts) => texts.some((text) => text?.toLowerCase().includes(found));
    this.#list('all-sessions', [...this.#directory.sessions.values()]
      .filter(({ id, type, user, ext }) => wanted(id, type, user, ...Object.values(ext).map(String))), 'id', (id) => this.#sessionRow(id));
    this.#list('all-rooms', [...this.#directory.rooms.values()]
      .filter(({ id, user }) => wanted(id, user)), 'id', (id) => this.#roomRow(id));
  }

  /** Rows stay where they are while they change; so many that a browser can bear them are shown. */
  #list(name, objects, key, make) {
    const rows = this.#rows[name];
    const shown = new Map(objects.slice(0, SHOWN).map((object) => [object[key], object]));
    for (const [id, row] of rows) {
      if (!shown.has(id)) {
        row.item.remove();
        rows.delete(id);
      }
    }
    for (const [id, object] of shown) {
      if (!rows.has(id)) {
        rows.set(id, make(id));
        $(name).append(rows.get(id).item);
      }
      rows.get(id).update(object);
    }
    const more = objects.length > SHOWN ? `, the first ${SHOWN} are shown` : '';
    set(`${name}-count`, objects.length ? `${objects.length}${more}` : '');
    $(`${name}-table`).hidden = objects.length === 0;
    $(`no-${name}`).hidden = objects.length > 0;
  }

  #instanceRow(id) {
    const [state, badge] = badgeCell();
    const [sockets, since, version] = cells(3);
    return {
      item: element('tr', { data: { instance: id } }, head(idText(id)), state, sockets, since, version),
      update: (instance) => {
        set(badge, instance.state, TONES[instance.state]);
        set(sockets, `${instance.sockets}`);
        set(since, ageText(instance.since));
        set(version, instance.version);
      },
    };
  }

  #nodeRow(id) {
    const url = element('span', { className: 'quiet' });
    const [state, badge] = badgeCell();
    const [sessions, since, version] = cells(3);
    const load = element('meter', { min: 0 });
    const count = element('span');
    sessions.append(count, ' ', load);
    let draining = false;
    const drain = this.#button('Drain…', () => {
      if (draining) {
        return this.#connection.request('media/node/undrain', { node_id: id });
      }
      return this.#ask(`Drain ${url.textContent}? It keeps the sessions that it has, and gets no new ones, until you undrain it.`, 'Drain',
        () => this.#connection.request('media/node/drain', { node_id: id }));
    });
    return {
      item: element('tr', { data: { node: id } }, head(idText(id), url), state, sessions, since, version, element('td', {}, drain)),
      update: (node) => {
        draining = node.state === 'draining';
        set(url, node.url);
        set(badge, node.state, TONES[node.state]);
        set(count, node.capacity ? `${node.sessions} of ${node.capacity}` : `${node.sessions}`);
        Object.assign(load, { max: node.capacity || 1, value: node.sessions, hidden: !node.capacity });
        load.setAttribute('aria-label', `Sessions of at most ${node.capacity}`);
        set(since, ageText(node.since));
        set(version, node.version);
        set(drain, draining ? 'Undrain' : 'Drain…');
        drain.setAttribute('aria-label', `${draining ? 'Undrain' : 'Drain'} ${node.url}`);
        drain.disabled = node.state === 'down';
      },
    };
  }

  #sessionRow(id) {
    const [type, user, joined] = cells(3);
    const [state, badge] = badgeCell();
    const end = this.#button('End…', () => this.#ask(`End the ${type.textContent} session ${short(id)} of ${user.textContent || 'somebody'}?`, 'End',
      () => this.#end('media/session/destroy', { session_id: id })));
    end.setAttribute('aria-label', `End session ${id}`);
    return {
      item: element('tr', { data: { 'anySession': id } }, head(idText(id)), type, user, state, joined, element('td', {}, end)),
      update: (session) => {
        const up = session.media.webrtc === 'up';
        set(type, session.type);
        set(user, session.user ?? '');
        set(badge, up ? 'connected' : session.status, up ? 'good' : 'busy');
        set(joined, joinedText(session.ext));
      },
    };
  }

  #roomRow(id) {
    const [user, publishers, listeners] = cells(3);
    const end = this.#button('End…', () => this.#ask(`End the room ${short(id)}? The sessions in it stop publishing and listening.`, 'End',
      () => this.#end('media/room/destroy', { room_id: id })));
    end.setAttribute('aria-label', `End room ${id}`);
    return {
      item: element('tr', { data: { anyRoom: id } }, head(idText(id)), user, publishers, listeners, element('td', {}, end)),
      update: (room) => {
        const members = [...room.members.values()];
        const count = (role) => `${members.filter((member) => member.role === role).length}`;
        set(user, room.user ?? '');
        set(publishers, count('publisher'));
        set(listeners, count('listener'));
      },
    };
  }

  /** It may have ended by itself meanwhile. */
  async #end(name, data) {
    try {
      await this.#connection.request(name, data);
    } catch (error) {
      if (!NOT_THERE.includes(error.code)) {
        throw error;
      }
    }
  }

  /** @returns {Promise<void>} done when the answer is no, or when what it is yes to is done */
  #ask(text, verb, action) {
    const dialog = $('confirm');
    set('confirm-text', text);
    set('confirm-delete', verb);
    dialog.returnValue = '';
    dialog.showModal();
    return new Promise((resolve, reject) => {
      dialog.addEventListener('close', () => {
        const done = dialog.returnValue === 'delete' ? action() : undefined;
        Promise.resolve(done).then(resolve, reject);
      }, { once: true });
    });
  }

  #button(text, action) {
    const button = element('button', { type: 'button', className: 'small', textContent: text });
    button.addEventListener('click', () => keepingFocus(async () => {
      try {
        await action();
        await this.#look();
      } catch (error) {
        explain(error);
      }
    }));
    return button;
  }
}

function cells(count) {
  return Array.from({ length: count }, () => element('td'));
}

function head(...children) {
  const cell = element('th', {}, ...children);
  cell.scope = 'row';
  return cell;
}

function badgeCell() {
  const badge = element('span', { className: 'badge' });
  return [element('td', {}, badge), badge];
}

/** How long ago that was by this machine's clock. */
function ageText(since) {
  return since ? timeText(Date.now() - since) : '–';
}
