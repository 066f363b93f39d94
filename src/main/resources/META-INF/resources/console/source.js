/** What the page sends: a camera and a microphone, or a generated picture and tone. */
import { generatedStream } from '../generated.js';
import { $ } from './page.js';

/** Names what this tab generates, to tell it from another tab's. */
const TAB = Array.from(crypto.getRandomValues(new Uint8Array(2)), (n) => 'ABCDEFGHJKLMNPQRSTUVWXYZ'[n % 24]).join('');

/**
 * Opens what is to be sent.
 *
 * @param {'camera' | 'generated' | 'none'} kind
 * @returns {Promise<{stream?: MediaStream, close: () => void}>} rejected with the browser's own error
 */
export async function openSource(kind) {
  if (kind === 'none') {
    return { close: () => {} };
  }
  if (kind === 'generated') {
    return generatedStream(`Tab ${TAB}`);
  }
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new DOMException('', 'InsecureContextError');
  }
  const chosen = (id) => ($(id).value ? { deviceId: { exact: $(id).value } } : true);
  const stream = await navigator.mediaDevices.getUserMedia({ video: chosen('camera'), audio: chosen('microphone') });
  listDevices();
  return { stream, close: () => stream.getTracks().forEach((track) => track.stop()) };
}

/** Keeps the lists of cameras and microphones. */
export function startDevices() {
  navigator.mediaDevices?.addEventListener?.('devicechange', listDevices);
  listDevices();
}

/** Labels are there only once the user has allowed a device. */
async function listDevices() {
  const devices = await navigator.mediaDevices?.enumerateDevices?.().catch(() => []) ?? [];
  for (const [id, kind, name] of [['camera', 'videoinput', 'Camera'], ['microphone', 'audioinput', 'Microphone']]) {
    const choice = $(id).value;
    const known = devices.filter((device) => device.kind === kind && device.deviceId);
    $(id).replaceChildren(new Option('Default', ''),
      ...known.map(({ label, deviceId }, i) => new Option(label || `${name} ${i + 1}`, deviceId)));
    $(id).value = known.some((device) => device.deviceId === choice) ? choice : '';
  }
}
