/** The keys of a phone. */
import { element } from './page.js';

const LETTERS = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ' };
const KEYS = [...'123456789*0#'];
const NAMES = { '*': 'star', '#': 'pound' };

/**
 * Fills an element with keys; a keyboard's work too while it is at one of them.
 *
 * @param {HTMLElement} pad
 * @param {(digit: string) => void} press
 */
export function keypad(pad, press) {
  pad.replaceChildren(...KEYS.map((digit) => {
    const key = element('button', { type: 'button', data: { digit } }, digit,
      element('span', { className: 'quiet', textContent: LETTERS[digit] ?? '' }));
    key.setAttribute('aria-label', NAMES[digit] ?? digit);
    key.addEventListener('click', () => press(digit));
    return key;
  }));
  pad.addEventListener('keydown', ({ key, ctrlKey, altKey, metaKey }) => {
    if (KEYS.includes(key) && !ctrlKey && !altKey && !metaKey) {
      press(key);
    }
  });
}
