/** The last calls of this tab, also after it is reloaded. */
import { momentText, timeText } from './amounts.js';
import { $, element, set } from './page.js';

const STORED = 'mediary-calls';
const SHOWN = 20;
const LONGEST = 80;

/**
 * @typedef {object} LastCall
 * @property {boolean} incoming
 * @property {string} who as it is shown
 * @property {string} [address] by which it is called again
 * @property {number} at ms since the epoch
 * @property {number} talked ms; 0: it was not answered
 * @property {string} outcome
 */

/** Its elements are in `#phone-calls`. */
export class LastCalls {
  #calls = read();
  #again;

  /** @param {(address: string) => void} again calls somebody again */
  constructor(again) {
    this.#again = again;
    $('phone-forget').addEventListener('click', () => this.#keep([]));
    this.#show();
  }

  /** @param {LastCall} call that is over */
  add(call) {
    this.#keep([call, ...this.#calls].slice(0, SHOWN));
  }

  #keep(calls) {
    this.#calls = calls;
    sessionStorage.setItem(STORED, JSON.stringify(calls));
    this.#show();
  }

  #show() {
    $('phone-calls').replaceChildren(...this.#calls.map((call) => this.#row(call)));
    $('no-phone-calls').hidden = this.#calls.length > 0;
    $('phone-forget').hidden = this.#calls.length === 0;
  }

  #row({ incoming, who, address, at, talked, outcome }) {
    const again = element('button', { type: 'button', className: 'small', textContent: 'Call' });
    again.setAttribute('aria-label', `Call ${who} again`);
    again.hidden = !address;
    again.addEventListener('click', () => this.#again(address));
    const badge = element('span', { className: 'badge' });
    set(badge, talked > 0 ? timeText(talked) : outcome, talked > 0 ? 'good' : 'bad');
    return element('li', { data: { outcome } },
      element('div', { className: 'row' },
        element('span', { className: 'way', textContent: incoming ? '↙' : '↗', title: incoming ? 'called you' : 'called' }),
        element('bdi', { textContent: who }), badge),
      element('div', { className: 'row' },
        element('span', { className: 'quiet', textContent: `${momentText(at)}${talked > 0 ? `, ${outcome}` : ''}` }), again));
  }
}

/** A name that somebody else has chosen, short enough to be shown, and without what would turn the text around it. */
export function shown(name) {
  const text = name.replace(/\s+/g, ' ').replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function read() {
  const stored = JSON.parse(sessionStorage.getItem(STORED) ?? '[]');
  return Array.isArray(stored) ? stored.slice(0, SHOWN) : [];
}
