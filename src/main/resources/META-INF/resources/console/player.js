/** The bar that steers what a session plays. */
import { inWords } from './notice.js';
import { timeText } from './amounts.js';
import { $, keepingFocus, set } from './page.js';

const POLL = 1000;
const NO_ACTIVE_PLAYER = 300031;
const STATES = {
  playing: ['playing', 'good'],
  paused: ['paused', 'busy'],
  stopped: ['stopped', undefined],
  ended: ['end of stream', undefined],
  failed: ['failed', 'bad'],
};

/** Its elements are in `#player`; it is there while the session that is watched is of type `play`. */
export class PlayerBar {
  #session = null;
  #state = 'stopped';
  #info = null;
  #position = 0;
  #dragging = false;
  #wanted = null;
  #changes = 0;
  #polling = false;
  #busy = false;
  #watching = new AbortController();

  constructor() {
    const seek = $('player-seek');
    $('player-toggle').addEventListener('click', () => keepingFocus(() => this.#toggle()));
    $('player-stop').addEventListener('click', () => this.#act((player) => player.stop(), 'stopped').then(() => $('player-toggle').focus()));
    seek.addEventListener('input', () => {
      this.#dragging = true;
      this.#showTime(Number(seek.value));
    });
    seek.addEventListener('change', () => {
      this.#dragging = false;
      this.#seek(Number(seek.value));
    });
    ['pointerup', 'pointercancel', 'keyup', 'blur'].forEach((type) => seek.addEventListener(type, () => {
      this.#dragging = false; // Back where it was is no change.
    }));
    setInterval(() => this.#poll(), POLL);
  }

  /** @param {import('../mediary.js').MediaSession} session the bar is its own until the session is over */
  watch(session) {
    this.#watching.abort();
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    this.#session = session;
    session.addEventListener('event', ({ detail }) => {
      if (detail.type === 'type') {
        this.#begin();
      }
    }, { signal });
    session.player.addEventListener('status', ({ detail }) => this.#told(detail.status), { signal });
    session.addEventListener('ended', () => {
      this.#watching.abort();
      this.#session = null;
      this.#show();
    }, { signal });
    this.#begin();
  }

  /** It plays something new, or nothing any more. */
  #begin() {
    this.#changes++;
    this.#state = 'playing';
    this.#info = null;
    this.#position = 0;
    this.#wanted = null;
    this.#note('');
    this.#show();
    this.#poll();
  }

  #told(status) {
    this.#changes++;
    this.#state = status === 'end_of_stream' ? 'ended' : 'failed';
    this.#position = 0;
    this.#note(status === 'end_of_stream' ? 'It has come to its end: Play starts over.' : 'The media server cannot go on: Play tries again from the beginning.');
    this.#show();
  }

  #toggle() {
    return this.#state === 'playing' ? this.#act((player) => player.pause(), 'paused')
      : this.#act((player) => player.resume(), 'playing');
  }

  async #act(action, state) {
    const session = this.#session;
    this.#busy = true;
    this.#show();
    try {
      await action(session.player);
      if (session === this.#session) {
        this.#changes++;
        this.#position = state === 'stopped' || this.#state === 'ended' ? 0 : this.#position;
        this.#state = state;
        this.#note('');
      }
    } catch (error) {
      this.#note(inWords(error));
    } finally {
      this.#busy = false;
      this.#show();
    }
    this.#poll();
  }

  /** One after the other; of those that come meanwhile, the last. */
  async #seek(position) {
    const under = this.#wanted !== null;
    this.#wanted = position;
    if (under) {
      return;
    }
    const session = this.#session;
    try {
      for (let goal = null; session === this.#session && this.#wanted !== null && goal !== this.#wanted;) {
        goal = this.#wanted;
        await session.player.seek(goal);
        this.#position = goal;
      }
      this.#note('');
    } catch (error) {
      this.#note(inWords(error));
    } finally {
      this.#changes++;
      this.#wanted = null;
      this.#show();
    }
    this.#poll();
  }

  /** What was asked before a change says nothing of what is after it. */
  async #poll() {
    const session = this.#session;
    if (!this.#plays || this.#polling || this.#busy || this.#wanted !== null
      || document.visibilityState !== 'visible' || $('page-session').hidden
      || (this.#state !== 'playing' && (this.#info || this.#state !== 'paused'))) {
      return;
    }
    const changes = this.#changes;
    this.#polling = true;
    try {
      const info = this.#info?.duration > 0 ? this.#info : await session.player.info();
      const position = await session.player.position();
      if (changes === this.#changes && session === this.#session) {
        this.#info = info;
        this.#position = position;
        this.#note(info.is_seekable || !(info.duration > 0 || position > 0) ? '' : 'This source plays only from beginning to end: '
          + 'its server gives no parts of it, or it has no index.');
        this.#show();
      }
    } catch (error) {
      if (changes === this.#changes && this.#plays && error.code !== NO_ACTIVE_PLAYER) {
        this.#note(inWords(error));
      }
    } finally {
      this.#polling = false;
    }
  }

  get #plays() {
    return this.#session?.type === 'play';
  }

  #note(text) {
    if ($('player-note').textContent !== text) {
      set('player-note', text);
    }
  }

  #show() {
    $('player').hidden = !this.#plays;
    if (!this.#plays) {
      return;
    }
    const duration = this.#info?.duration ?? 0;
    const going = this.#state === 'playing' || this.#state === 'paused';
    const [text, tone] = STATES[this.#state];
    if ($('player-state').textContent !== text) {
      set('player-state', text, tone);
    }
    $('player-toggle').textContent = this.#state === 'playing' ? 'Pause' : 'Play';
    $('player-toggle').disabled = this.#busy;
    $('player-stop').disabled = this.#busy || !going;
    const seek = $('player-seek');
    seek.disabled = !going || !this.#info?.is_seekable || !(duration > 0);
    if (!this.#dragging && this.#wanted === null) {
      seek.max = Math.max(duration, 1);
      seek.step = Math.min(5000, Math.max(100, Math.round(duration / 100)));
      seek.value = Math.min(this.#position, duration || 0);
      this.#showTime(this.#position);
    }
  }

  #showTime(position) {
    const duration = this.#info?.duration ?? 0;
    const whole = duration > 0 ? timeText(duration) : '–:––';
    set('player-time', `${timeText(position)} / ${whole}`);
    $('player-seek').setAttribute('aria-valuetext', duration > 0 ? `${timeText(position)} of ${whole}` : timeText(position));
  }
}
