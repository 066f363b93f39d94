/** A session of this page as a small picture: one that publishes, or one that listens. */
import { connectionTone, joinedText } from './state.js';
import { inWords, notice } from './notice.js';
import { element, idText, set } from './page.js';

const USER_STOP = 100011;

/**
 * Shows a session that is being made.
 *
 * @param {'publisher' | 'viewer'} kind
 * @param {() => Promise<{session: import('../mediary.js').MediaSession, stream: MediaStream, close: () => void}>} make
 *     makes the session; `stream` is what the picture shows, `close` is called once when it is over
 * @param {(id: string, possible: () => boolean) => object} recorder makes a bar that records a session
 * @returns {Promise<HTMLElement>} the tile, when the session is there; rejected as `make` is
 */
export async function addTile(kind, make, recorder) {
  const begun = performance.now();
  const { session, stream, close } = await make();
  const video = element('video', { autoplay: true, playsInline: true, muted: true });
  video.setAttribute('aria-label', kind === 'viewer' ? 'What the viewer sees' : 'What is published');
  const state = element('span', { className: 'badge' });
  const joined = element('span', { className: 'joined' });
  const first = element('span', { className: 'first quiet' });
  const size = element('span', { className: 'size quiet' });
  const button = element('button', { type: 'button', className: 'small', textContent: 'Stop' });
  const sound = element('input', { type: 'checkbox' });
  sound.addEventListener('change', () => { video.muted = !sound.checked; });
  const recording = recorder(session.id, () => !session.ended);
  const tile = element('figure', { className: 'tile card', data: { kind, session: session.id } }, video,
    element('figcaption', {},
      element('span', { textContent: kind === 'viewer' ? 'Viewer' : 'Publisher' }), state, idText(session.id)),
    element('p', { className: 'facts' }, joined, first, size), recording.element,
    element('div', { className: 'buttons' }, button,
      ...(kind === 'viewer' ? [element('label', { className: 'check' }, sound, ' Hear it')] : [])));

  const show = () => {
    if (session.ended) {
      return;
    }
    set(state, session.peer.connectionState, connectionTone(session.peer.connectionState));
    set(joined, `${session.type === 'listen' || session.type === 'publish' ? '' : `${session.type} `}${joinedText(session.typeExt)}`);
  };
  const remove = () => {
    recording.close();
    tile.remove();
  };
  const over = ({ code, reason }) => {
    close();
    video.srcObject = null;
    recording.update();
    if (code === USER_STOP) {
      remove();
      return;
    }
    set(state, 'ended', 'bad');
    set(joined, inWords({ code, reason }));
    set(first, '');
    set(size, '');
    button.textContent = 'Remove';
    video.hidden = true;
    sound.closest('label')?.remove();
  };
  video.addEventListener('resize', () => {
    if (kind === 'viewer' && !first.textContent && video.videoWidth > 0) {
      set(first, `first frame after ${((performance.now() - begun) / 1000).toFixed(2)} s`);
    }
    set(size, video.videoWidth ? `${video.videoWidth} × ${video.videoHeight}` : '');
  });
  button.addEventListener('click', () => {
    if (session.ended) {
      remove();
    } else {
      session.close().catch((error) => notice(inWords(error)));
    }
  });
  session.addEventListener('state', show);
  session.addEventListener('event', show);
  session.addEventListener('failure', ({ detail }) => notice(`A session goes on, but: ${inWords(detail)}`));
  session.addEventListener('ended', ({ detail }) => over(detail));
  video.srcObject = stream;
  show();
  if (session.ended) {
    over(session.ended);
  }
  return tile;
}
