/** What records a session: a button, and while it records the time. */
import { elapsed, isLive } from './recorded.js';
import { explain, notice } from './notice.js';
import { timeText } from './amounts.js';
import { element, set, short } from './page.js';

const FORMATS = [['webm', 'WebM'], ['mp4', 'MP4']];

/**
 * @param {import('./connection.js').Connection} connection
 * @param {import('./recorded.js').Recorded} recorded
 * @param {string} id of the session
 * @param {object} options
 * @param {() => boolean} options.possible whether the session can be recorded now
 * @param {(recording: string) => void} options.show shows a recording that is complete
 * @returns {{element: HTMLElement, update: () => void, close: () => void}} `update`: what is possible has changed;
 *     `close`: it is not used any more
 */
export function recorderBar(connection, recorded, id, { possible, show }) {
  const closing = new AbortController();
  const begun = new Set(); // recordings that were made while this bar was there
  const started = new Set(); // those that were started by it
  let busy = false;
  let here = false; // The keyboard is, though the button that it was at has gone.

  const act = async (data) => {
    busy = true;
    here = bar.contains(document.activeElement);
    notice(null);
    update();
    try {
      const answer = await connection.request('media/session/recorder_action', { ...data, session_id: id });
      if (answer?.recording_id) {
        started.add(answer.recording_id);
        await recorded.read(answer.recording_id);
      }
    } catch (error) {
      explain(error);
    } finally {
      busy = false;
      update();
    }
  };
  const button = (text, about, action) => {
    const made = element('button', { type: 'button', className: 'small', textContent: text });
    made.setAttribute('aria-label', about);
    made.addEventListener('click', action);
    return made;
  };

  const name = `session ${short(id)}`;
  const format = element('select', { className: 'small' }, ...FORMATS.map(([value, text]) => new Option(text, value)));
  format.setAttribute('aria-label', `Format of the recording of ${name}`);
  const record = button('Record', `Record ${name}`, () => act({ action: 'start', format: format.value }));
  record.classList.add('record');
  const pause = button('Pause', '', () => act({ action: recorded.last(id)?.state === 'paused' ? 'resume' : 'pause' }));
  const stop = button('Stop recording', `Stop recording ${name}`, () => act({ action: 'stop' }));
  const see = button('Show', '', () => show(recorded.last(id).id));
  const state = element('span', { className: 'badge' });
  state.setAttribute('role', 'status');
  const time = element('span', { className: 'time' });
  time.setAttribute('role', 'timer');
  const bar = element('div', { className: 'row recorder' }, record, format, state, time, pause, stop, see);

  const update = () => {
    const last = recorded.last(id);
    if (last?.state === 'failed' && started.delete(last.id)) {
      notice(failureText(last));
    }
    const live = last !== undefined && isLive(last);
    const running = live && last.state !== 'finishing';
    if (live) {
      begun.add(last.id);
    }
    const over = !live && begun.has(last?.id);
    bar.dataset.state = live ? last.state : 'none';
    record.hidden = format.hidden = running || !possible();
    record.disabled = format.disabled = busy || live;
    pause.hidden = stop.hidden = !running;
    pause.disabled = stop.disabled = busy;
    pause.textContent = last?.state === 'paused' ? 'Resume' : 'Pause';
    pause.setAttribute('aria-label', `${pause.textContent} recording ${name}`);
    state.hidden = !live && !over;
    if (!state.hidden) {
      const [text, tone] = stateText(last);
      if (state.textContent !== text) {
        set(state, text, tone);
      }
    }
    see.hidden = !(over && last.size > 0);
    see.setAttribute('aria-label', `Show the recording of ${name}`);
    tick();
    bar.hidden = [...bar.children].every((one) => one.hidden);
    if (here && !busy) {
      keepFocus();
    }
  };
  const keepFocus = () => {
    const usable = [...bar.querySelectorAll('button')].filter((one) => !one.hidden && !one.disabled);
    const focused = document.activeElement;
    if (focused !== document.body && !bar.contains(focused)) {
      here = false;
    } else if (usable.length > 0) {
      here = false;
      (usable.includes(focused) ? focused : usable[0]).focus();
    }
  };
  const tick = () => {
    const last = recorded.last(id);
    time.hidden = state.hidden || (last?.state === 'failed' && last.size === 0);
    set(time, time.hidden ? '' : timeText(elapsed(last)));
  };
  recorded.addEventListener('change', update, { signal: closing.signal });
  recorded.addEventListener('tick', tick, { signal: closing.signal });
  update();
  return { element: bar, update, close: () => closing.abort() };
}

/**
 * @param {import('./recorded.js').KnownRecording} recording
 * @returns {[string, 'good' | 'busy' | 'bad' | undefined]} its state in words, and how good that is
 */
export function stateText({ state, writing, duration, said }) {
  const fresh = duration > 0 && said?.until > performance.now(); // It has gone on just now: more is not known yet.
  return {
    recording: writing || fresh ? ['recording', 'bad'] : [duration > 0 ? 'recording, no media' : 'waits for media', 'busy'],
    paused: ['paused', 'busy'],
    finishing: ['finishing', 'busy'],
    stopped: ['recorded', 'good'],
    failed: ['failed', 'bad'],
  }[state] ?? [state];
}

function failureText({ format, size }) {
  const why = format === 'mp4' ? 'An MP4 file takes H.264 and AAC; what the media server cannot turn into that goes into WebM.'
    : 'Nothing may have come from the session; else the server\'s log says why.';
  return `The recording failed${size > 0 ? ', what there is of it is in the list' : ''}. ${why}`;
}
