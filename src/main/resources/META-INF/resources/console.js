/** The console's page: an echo session by {@link Mediary}, shown. */
import { Mediary } from './mediary.js';
import { generatedStream } from './generated.js';

const EVENTS_SHOWN = 200;
const NOT_AUTHENTICATED = [100030, 100031];

const $ = (id) => document.getElementById(id);

let mediary = null;
let account = null;
let session = null;
let source = null;
let watch = null;
let starting = false;
let muted = { audio: false, video: false };
let media = {};

$('controls').addEventListener('submit', (submit) => {
  submit.preventDefault();
  start();
});
$('stop').addEventListener('click', stop);
$('mute-audio').addEventListener('click', () => mute('audio'));
$('mute-video').addEventListener('click', () => mute('video'));
$('listen').addEventListener('change', () => { $('remote').muted = !$('listen').checked; });
$('source').addEventListener('change', showSource);
$('clear').addEventListener('click', clearEvents);
$('notice-generated').addEventListener('click', () => {
  $('source').value = 'generated';
  showSource();
  start();
});
$('data').addEventListener('submit', (submit) => {
  submit.preventDefault();
  session?.channel?.send($('text').value);
  $('text').value = '';
});
navigator.mediaDevices?.addEventListener?.('devicechange', listDevices);
addEventListener('pagehide', () => mediary?.close());
showSource();
listDevices();

async function start() {
  if (starting || session) {
    return;
  }
  starting = true;
  notice(null);
  buttons();
  try {
    source = await openSource();
    $('local').srcObject = source.stream;
    await connect();
    await echo();
  } catch (error) {
    await stop();
    explain(error);
  } finally {
    starting = false;
    buttons();
  }
}

/** One connection serves one session after the other; another user or token makes a new one. */
async function connect() {
  const user = $('user').value.trim() || undefined;
  const token = $('token').value.trim() || undefined;
  if (mediary && mediary.state !== 'closed' && account === `${user} ${token}`) {
    return;
  }
  mediary?.close();
  badge('connecting', 'busy');
  const made = await Mediary.connect('/v1/ws', { user, token });
  mediary = made;
  account = `${user} ${token}`;
  badge('connected', 'good');
  made.addEventListener('state', ({ detail: { state, error } }) => {
    if (made === mediary) {
      const tones = { connected: 'good', closed: error ? 'bad' : 'idle' };
      badge(state === 'closed' && !error ? 'not connected' : state, tones[state] ?? 'busy');
    }
  });
  made.addEventListener('event', ({ detail }) => showEvent(detail));
}

async function echo() {
  const consolidated = $('candidates').value === 'consolidated';
  const role = $('role').value;
  set('session', 'starting', 'busy');
  muted = { audio: false, video: false };
  media = {};
  const made = await mediary.session({
    type: 'echo',
    ...(consolidated && { no_offer_trickle_ice: true, no_answer_trickle_ice: true }),
  }, { role, stream: source.stream, data: 'console', trickle: !consolidated });
  session = made;
  set('session', 'echo', 'good');
  set('session-id', made.id);
  $('remote').srcObject = made.stream;
  showPeer();
  made.addEventListener('state', showPeer);
  made.addEventListener('message', ({ detail }) => { $('message').textContent = detail; });
  made.addEventListener('open', buttons);
  made.addEventListener('event', ({ detail }) => showStatus(detail));
  made.addEventListener('failure', ({ detail }) => notice(`The session goes on, but: ${detail.message}`));
  made.addEventListener('ended', ({ detail }) => ended(made, detail));
  watch = setInterval(showStatistics, 1000);
  if (made.ended) {
    ended(made, made.ended);
  }
}

async function stop() {
  const ending = session;
  closeSource();
  try {
    await ending?.close();
  } catch (error) {
    explain(error);
  }
}

function ended(which, { code, reason }) {
  if (which !== session) {
    return;
  }
  session = null;
  clearInterval(watch);
  closeSource();
  $('remote').srcObject = null;
  set('session', code === 100011 ? 'stopped' : `ended: ${reason} (${code})`, code === 100011 ? undefined : 'bad');
  for (const id of ['peer', 'media', 'video-back', 'audio-back', 'round-trip', 'session-id', 'message']) {
    set(id, '–');
  }
  $('remote-size').textContent = '';
  buttons();
}

function closeSource() {
  source?.close();
  source = null;
  $('local').srcObject = null;
  $('local-size').textContent = '';
  if (!session) {
    set('session', 'none');
  }
}

async function mute(kind) {
  const button = $(`mute-${kind}`);
  button.disabled = true;
  try {
    await session.mute({ [kind]: !muted[kind] });
    muted[kind] = !muted[kind];
  } catch (error) {
    explain(error);
  }
  buttons();
}

async function openSource() {
  if ($('source').value === 'generated') {
    return generatedStream();
  }
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new DOMException('', 'InsecureContextError');
  }
  const chosen = (id) => ($(id).value ? { deviceId: { exact: $(id).value } } : true);
  const stream = await navigator.mediaDevices.getUserMedia({ video: chosen('camera'), audio: chosen('microphone') });
  listDevices();
  return { stream, close: () => stream.getTracks().forEach((track) => track.stop()) };
}

/** Labels are there only once the user has allowed a device. */
async function listDevices() {
  const devices = await navigator.mediaDevices?.enumerateDevices?.().catch(() => []) ?? [];
  for (const [id, kind] of [['camera', 'videoinput'], ['microphone', 'audioinput']]) {
    const choice = $(id).value;
    const known = devices.filter((device) => device.kind === kind && device.deviceId);
    $(id).replaceChildren(new Option('Default', ''),
      ...known.map((device, i) => new Option(device.label || `${kind === 'videoinput' ? 'Camera' : 'Microphone'} ${i + 1}`, device.deviceId)));
    $(id).value = known.some((device) => device.deviceId === choice) ? choice : '';
  }
}

function explain(error) {
  const devices = {
    NotAllowedError: 'The browser did not allow the camera or microphone. Allow them for this page, or use the generated picture.',
    NotFoundError: 'No camera or microphone was found. Connect one, or use the generated picture.',
    OverconstrainedError: 'The chosen camera or microphone is not there any more. Choose another, or use the generated picture.',
    NotReadableError: 'The camera or microphone is in use by another program, or does not work. Free it, or use the generated picture.',
    AbortError: 'The camera or microphone could not be started. Try again, or use the generated picture.',
    InsecureContextError: 'Browsers give camera and microphone only to pages from https or localhost. Open this page so, or use the generated picture.',
  };
  const text = devices[error.name];
  if (NOT_AUTHENTICATED.includes(error.code)) {
    $('account').open = true;
    badge('not logged in', 'bad');
    notice('This server asks who you are: enter a token, then start again.');
    $('token').focus();
  } else {
    notice(text ?? `${error.message}${error.code ? ` (${error.code})` : ''}`, Boolean(text));
  }
  if (!mediary || mediary.state === 'closed') {
    badge($('socket').textContent === 'not logged in' ? 'not logged in' : 'not connected', text ? 'idle' : 'bad');
  }
}

function notice(text, generated = false) {
  $('notice').hidden = text === null;
  $('notice-text').textContent = text ?? '';
  $('notice-generated').hidden = !generated;
}

function buttons() {
  const open = session?.channel?.readyState === 'open';
  $('start').disabled = starting || session !== null;
  $('start').textContent = starting ? 'Starting…' : 'Start';
  $('stop').disabled = session === null;
  for (const kind of ['audio', 'video']) {
    const button = $(`mute-${kind}`);
    const on = session !== null && muted[kind];
    button.disabled = session === null;
    button.setAttribute('aria-pressed', on);
    button.textContent = on ? `Un-mute ${kind}` : `Mute ${kind}`;
  }
  $('text').disabled = !open;
  $('send').disabled = !open;
  for (const field of $('controls').querySelectorAll('select, input:not(#listen)')) {
    field.disabled = starting || session !== null;
  }
}

function showSource() {
  const camera = $('source').value === 'camera';
  document.querySelectorAll('.device').forEach((label) => { label.hidden = !camera; });
}

function showPeer() {
  const state = session?.peer.connectionState ?? '–';
  const tones = { connected: 'good', connecting: 'busy', new: 'busy', disconnected: 'busy', failed: 'bad' };
  set('peer', state, tones[state]);
}

function showStatus({ type, body }) {
  if (type !== 'info' && type !== 'status') {
    return;
  }
  if (body.info === 'webrtc') {
    media.webrtc = body.status;
  } else if (body.info === 'media') {
    media[`${body.media} ${body.direction}`] = body.status;
  }
  set('media', Object.entries(media).map(([what, status]) => `${what} ${status}`).join(', ') || '–');
}

async function showStatistics() {
  const shown = session;
  const reports = await shown?.peer.getStats().catch(() => null);
  if (!reports || shown !== session) {
    return;
  }
  for (const report of reports.values()) {
    if (report.type === 'inbound-rtp' && report.kind === 'video') {
      set('video-back', `${report.framesDecoded} frames, ${report.framesPerSecond ?? 0} a second`);
      $('remote-size').textContent = report.frameWidth ? `${report.frameWidth} × ${report.frameHeight}` : '';
    } else if (report.type === 'inbound-rtp' && report.kind === 'audio') {
      set('audio-back', `${report.packetsReceived} packets, ${report.packetsLost} lost`);
    } else if (report.type === 'candidate-pair' && report.nominated && report.currentRoundTripTime !== undefined) {
      set('round-trip', `${(report.currentRoundTripTime * 1000).toFixed(1)} ms`);
    } else if (report.type === 'media-source' && report.kind === 'video' && report.width) {
      $('local-size').textContent = `${report.width} × ${report.height}`;
    }
  }
}

function showEvent(event) {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.textContent = new Date().toLocaleTimeString(undefined, { hour12: false });
  const name = document.createElement('strong');
  name.textContent = `${event.subclass} ${event.type}`;
  const body = document.createElement('code');
  body.textContent = JSON.stringify(event.body ?? {});
  item.title = `${event.class}/${event.subclass}/${event.type} ${event.obj_id} ${event.event_id}`;
  item.append(time, name, body);
  $('events').prepend(item);
  $('events').children[EVENTS_SHOWN]?.remove();
  $('no-events').hidden = true;
}

function clearEvents() {
  $('events').replaceChildren();
  $('no-events').hidden = false;
}

function badge(text, tone) {
  $('socket').textContent = text;
  $('socket').dataset.tone = tone;
}

function set(id, text, tone) {
  $(id).textContent = text;
  if (tone) {
    $(id).dataset.tone = tone;
  } else {
    delete $(id).dataset.tone;
  }
}
