/** The list of events, newest first. */
import { $, element, short } from './page.js';

const SHOWN = 200;

/** @param {import('./connection.js').Connection} connection */
export function startEvents(connection) {
  const filter = () => {
    $('events').classList.toggle('only-own', $('events-own').checked);
    empty();
  };
  const empty = () => {
    $('no-events').hidden = $('events').querySelector($('events-own').checked ? 'li.own' : 'li') !== null;
  };
  const own = new Set();

  connection.addEventListener('own', () => [...connection.own.keys()].forEach((id) => {
    if (!own.has(id)) {
      own.add(id);
      [...$('events').children].filter((item) => item.dataset.of === id).forEach((item) => item.classList.add('own'));
    }
  }));
  connection.addEventListener('event', ({ detail: event }) => {
    const item = element('li', {
      title: `${event.class}/${event.subclass}/${event.type} ${event.obj_id} ${event.event_id}`,
      className: own.has(event.obj_id) ? 'own' : '',
      data: { of: event.obj_id },
    },
    element('time', { textContent: new Date().toLocaleTimeString(undefined, { hour12: false }) }),
    element('strong', { textContent: `${event.subclass} ${event.type}` }), ' ',
    element('span', { className: 'quiet', textContent: short(event.obj_id) }),
    element('code', { textContent: JSON.stringify(event.body ?? {}) }));
    $('events').prepend(item);
    $('events').children[SHOWN]?.remove();
    empty();
  });
  $('events-own').addEventListener('change', filter);
  $('clear').addEventListener('click', () => {
    $('events').replaceChildren();
    empty();
  });
}
