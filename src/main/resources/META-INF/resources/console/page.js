/** What the console's modules share: elements, texts, tabs. */

/** @returns {HTMLElement} the element with this id */
export const $ = (id) => document.getElementById(id);

/**
 * Shows a text.
 *
 * @param {string | HTMLElement} where the element or its id
 * @param {string} text
 * @param {'good' | 'busy' | 'bad' | 'idle'} [tone]
 */
export function set(where, text, tone) {
  const shown = typeof where === 'string' ? $(where) : where;
  shown.textContent = text;
  if (tone) {
    shown.dataset.tone = tone;
  } else {
    delete shown.dataset.tone;
  }
}

/**
 * Makes an element.
 *
 * @param {string} tag
 * @param {object} [properties] of the element; `data` goes into its dataset
 * @param {...(Node | string)} children
 */
export function element(tag, { data, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

/**
 * Keeps the keyboard's place over something that disables the button it is at.
 *
 * @param {() => Promise<void>} action
 */
export async function keepingFocus(action) {
  const focused = document.activeElement;
  await action();
  if (document.activeElement === document.body && !focused.disabled && !focused.hidden) {
    focused.focus();
  }
}

/** Enough of an id to tell it from others; ids that somebody chose are short already. */
export function short(id) {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(id) ? id.slice(0, 8) : id;
}

/** The whole id is there to be copied, as much of it as there is room for is seen. */
export function idText(id) {
  return element('code', { className: 'id', title: id, textContent: id });
}

/** Shows one of the pages, and tells the document by the event `page`; each has a tab `tab-NAME` and a panel `page-NAME`. */
export function showPage(name) {
  for (const tab of document.querySelectorAll('[role=tab]')) {
    const chosen = tab.id === `tab-${name}`;
    tab.setAttribute('aria-selected', chosen);
    tab.tabIndex = chosen ? 0 : -1;
    $(tab.getAttribute('aria-controls')).hidden = !chosen;
  }
  if (location.hash.slice(1) !== name) {
    history.replaceState(null, '', `#${name}`);
  }
  document.dispatchEvent(new CustomEvent('page', { detail: name }));
}

/** Tabs work by click, by arrow keys and by the address. */
export function startTabs() {
  const tabs = [...document.querySelectorAll('[role=tab]')];
  tabs.forEach((tab) => {
    tab.addEventListener('click', () => showPage(tab.id.slice(4)));
    tab.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step) {
        const seen = tabs.filter((one) => !one.hidden);
        const next = seen[(seen.indexOf(tab) + step + seen.length) % seen.length];
        next.click();
        next.focus();
      }
    });
  });
  const named = () => tabs.find((tab) => tab.id === `tab-${location.hash.slice(1)}`) ?? tabs[0];
  addEventListener('hashchange', () => showPage(named().id.slice(4)));
  showPage(named().id.slice(4));
}
