/** A list to choose one of the user's sessions or rooms from; its last entry takes an id that is pasted. */
import { $, element } from './page.js';

const PASTED = 'pasted:';

/**
 * @param {string} id of the select; its `data-first` names a choice without an id, its `data-none` says that the list is empty
 * @param {() => Array<[string, string]>} choices ids with their descriptions, as they are now
 */
export function picker(id, choices) {
  const select = $(id);
  const label = select.closest('label');
  const paste = element('input', { id: `${id}-paste`, placeholder: 'paste an id', maxLength: 128, autocomplete: 'off', hidden: true });
  paste.setAttribute('aria-label', `Id of ${label.firstChild.textContent.trim().toLowerCase()}`);
  label.append(paste);
  const { first, none } = select.dataset;
  let shown = null;

  const listed = (value) => [...select.options].some((option) => option.value !== '' && option.value === value);

  const show = () => {
    paste.hidden = select.value !== PASTED;
  };

  const update = () => {
    const now = choices();
    const signature = JSON.stringify(now);
    if (signature === shown) {
      return;
    }
    shown = signature;
    const choice = select.value;
    const empty = first ?? (now.length === 0 ? none : undefined);
    select.replaceChildren(
      ...(empty === undefined ? [] : [new Option(empty, '')]),
      ...now.map(([value, text]) => new Option(text, value)),
      new Option('another id…', PASTED));
    const wanted = choice === PASTED && listed(paste.value.trim()) ? paste.value.trim() : choice;
    select.value = listed(wanted) ? wanted : select.options[0].value;
    show();
  };

  select.addEventListener('change', () => {
    show();
    if (!paste.hidden) {
      paste.focus();
    }
  });
  update();

  return {
    update,

    /** @returns {string | undefined} the id that is chosen or pasted */
    get value() {
      return (select.value === PASTED ? paste.value.trim() : select.value) || undefined;
    },

    /** Chooses an id, in the list or not. */
    choose(value) {
      update();
      select.value = listed(value) ? value : PASTED;
      paste.value = listed(value) ? '' : value;
      show();
    },
  };
}
