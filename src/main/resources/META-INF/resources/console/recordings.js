/** The page of recordings: each can be played here, downloaded, handed on by a link, and deleted. */
import { elapsed, isLive } from './recorded.js';
import { stateText } from './recorder.js';
import { explain, notice } from './notice.js';
import { momentText, sizeText, timeText } from './amounts.js';
import { $, element, keepingFocus, set, short, showPage } from './page.js';

const SHOWN = 50;

/** Its elements are in `#page-recordings`. */
export class RecordingsPage {
  #connection;
  #recorded;
  #rows = new Map();
  #most = SHOWN;

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {import('./recorded.js').Recorded} recorded
   */
  constructor(connection, recorded) {
    this.#connection = connection;
    this.#recorded = recorded;
    recorded.addEventListener('change', () => this.#show());
    recorded.addEventListener('tick', () => this.#rows.forEach((row) => row.tick()));
    recorded.addEventListener('failure', ({ detail }) => explain(detail));
    document.addEventListener('page', ({ detail }) => {
      if (detail === 'recordings') {
        recorded.load();
      }
    });
    $('recordings-more').addEventListener('click', () => {
      this.#most += SHOWN;
      this.#show();
    });
  }

  /** Opens the page at a recording, ready to be played. */
  open(id) {
    showPage('recordings');
    const row = this.#rows.get(id);
    if (row) {
      row.item.scrollIntoView({ block: 'nearest' });
      row.item.querySelector('button:not([hidden])')?.focus();
    }
  }

  #show() {
    const newest = this.#recorded.newest;
    const shown = newest.slice(0, this.#most);
    const ids = new Set(shown.map((one) => one.id));
    for (const [id, row] of this.#rows) {
      if (!ids.has(id)) {
        row.close();
        this.#rows.delete(id);
      }
    }
    shown.forEach((one, i) => {
      if (!this.#rows.has(one.id)) {
        this.#rows.set(one.id, this.#row(one.id));
      }
      const row = this.#rows.get(one.id);
      row.update(one);
      const there = $('recordings').children[i];
      if (there !== row.item) {
        $('recordings').insertBefore(row.item, there ?? null);
      }
    });
    set('recordings-count', newest.length ? `${newest.length}` : '');
    $('no-recordings').hidden = newest.length > 0;
    $('recordings-more').hidden = newest.length <= this.#most;
  }

  #row(id) {
    const state = element('span', { className: 'badge' });
    const started = element('strong');
    const session = element('span', { className: 'quiet id' });
    const [duration, size, format] = ['duration', 'size', 'format'].map((className) => element('span', { className }));
    const note = element('p', { className: 'quiet note' });
    note.setAttribute('role', 'status');
    const link = element('input', { className: 'link', readOnly: true, hidden: true });
    link.setAttribute('aria-label', 'Link of the recording');
    const player = element('div', { hidden: true });
    const known = () => this.#recorded.recordings.get(id);
    const about = () => `the recording of ${started.textContent}`;

    const play = button('Play', 'Play', async () => {
      if (player.hidden) {
        player.replaceChildren(await this.#video(id, about(), note));
        player.hidden = false;
      } else {
        player.replaceChildren();
        player.hidden = true;
        set(note, '');
      }
      update(known());
    });
    const download = button('Download', 'Download', async () => {
      const { url } = await this.#link(id);
      const { started: at, format: ending } = known();
      const name = `recording-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}.${ending}`;
      element('a', { href: url, download: name }).click();
    });
    const copy = button('Copy link', 'Copy link of', async () => {
      const { url, expires } = await this.#link(id);
      const until = `It can be used by anybody until ${momentText(expires)}.`;
      try {
        await navigator.clipboard.writeText(url);
        set(note, `The link is copied. ${until}`);
      } catch {
        link.value = url; // No clipboard on pages from http, or it is not allowed.
        link.hidden = false;
        link.select();
        set(note, `This browser does not let the page copy: here is the link. ${until}`);
      }
    });
    const stop = button('Stop', 'Stop', () => this.#connection.request('media/session/recorder_action',
      { session_id: known().session, action: 'stop' }));
    const remove = button('Delete…', 'Delete', () => this.#delete(id, about()));

    const item = element('li', { data: { recording: id } },
      element('div', { className: 'row' }, started, state),
      element('p', { className: 'facts' }, duration, size, format, session),
      player, link, note,
      element('div', { className: 'row actions' }, play, download, copy, stop, remove));
    const update = (one) => {
      const live = isLive(one);
      const there = !live && one.size > 0;
      set(started, momentText(one.started));
      set(state, ...stateText(one));
      set(session, `session ${short(one.session)}`);
      session.title = one.session;
      set(size, there ? sizeText(one.size) : '');
      set(format, one.format === 'webm' ? 'WebM' : one.format.toUpperCase());
      play.textContent = player.hidden ? 'Play' : 'Close';
      play.setAttribute('aria-expanded', !player.hidden);
      play.hidden = download.hidden = copy.hidden = !there;
      stop.hidden = !live || one.state === 'finishing';
      remove.hidden = live;
      [play, download, copy, stop, remove].forEach((one) => one.setAttribute('aria-label', `${one.dataset.does} ${about()}`));
      tick();
    };
    const tick = () => set(duration, timeText(elapsed(known())));
    return { item, update, tick, close: () => { player.replaceChildren(); item.remove(); } };
  }

  async #video(id, about, note) {
    const video = element('video', { controls: true, autoplay: true, playsInline: true });
    video.setAttribute('aria-label', about);
    let since = 0;
    const load = async () => {
      video.src = (await this.#link(id)).url;
      since = Date.now();
    };
    video.addEventListener('error', async () => {
      const at = video.currentTime;
      if (Date.now() - since > 60_000) { // The link may have expired while the video stood still.
        await load().then(() => { video.currentTime = at; }, (error) => set(note, `${error.message}`));
      } else {
        set(note, `The browser cannot play it: ${video.error?.message || 'no reason is given'}.`);
      }
    });
    await load();
    return video;
  }

  /** A new one each time: it expires. */
  async #link(id) {
    const { url, expires_at: expires } = await (await this.#connection.open()).recordings.url(id);
    return { url: new URL(url, location.href).href, expires };
  }

  #delete(id, about) {
    const dialog = $('confirm');
    set('confirm-text', `Delete ${about} and its file? It cannot be brought back.`);
    set('confirm-delete', 'Delete');
    dialog.returnValue = '';
    dialog.showModal();
    dialog.addEventListener('close', async () => {
      if (dialog.returnValue === 'delete') {
        await run(() => this.#recorded.destroy(id));
        $('tab-recordings').focus();
      }
    }, { once: true });
  }
}

function button(text, does, action) {
  const made = element('button', { type: 'button', className: 'small', textContent: text, data: { does } });
  made.addEventListener('click', () => keepingFocus(async () => {
    made.disabled = true;
    await run(action);
    made.disabled = false;
  }));
  return made;
}

async function run(action) {
  notice(null);
  try {
    await action();
  } catch (error) {
    explain(error);
  }
}
