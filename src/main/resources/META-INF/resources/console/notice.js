/** Errors, told in words with their code. */
import { LoginRefused } from './connection.js';
import { $ } from './page.js';

const DEVICES = {
  NotAllowedError: 'The browser did not allow the camera or microphone. Allow them for this page, or use the generated picture.',
  NotFoundError: 'No camera or microphone was found. Connect one, or use the generated picture.',
  OverconstrainedError: 'The chosen camera or microphone is not there any more. Choose another, or use the generated picture.',
  NotReadableError: 'The camera or microphone is in use by another program, or does not work. Free it, or use the generated picture.',
  AbortError: 'The camera or microphone could not be started. Try again, or use the generated picture.',
  InsecureContextError: 'Browsers give camera and microphone only to pages from https or localhost. Open this page so, or use the generated picture.',
};

let again = null;

$('notice-close').addEventListener('click', () => notice(null));
$('notice-generated').addEventListener('click', () => {
  const action = again;
  notice(null);
  action?.();
});

/** Shows a text, or with null none. */
export function notice(text) {
  again = null;
  $('notice').hidden = text === null;
  $('notice-text').textContent = text ?? '';
  $('notice-generated').hidden = true;
}

/**
 * Shows what went wrong.
 *
 * @param {Error} error
 * @param {() => void} [withGenerated] what to do when the user takes the generated picture for a camera that is not there
 */
export function explain(error, withGenerated) {
  const text = DEVICES[error.name];
  notice(text ?? inWords(error));
  if (error instanceof LoginRefused) {
    $('account').open = true;
    $('token').focus();
  }
  if (text && withGenerated) {
    again = withGenerated;
    $('notice-generated').hidden = false;
  }
}

/** @param {{code?: number, message?: string, reason?: string}} error an error, or why a session ended */
export function inWords({ code, message, reason }) {
  return `${message ?? reason}${code ? ` (${code})` : ''}`;
}
