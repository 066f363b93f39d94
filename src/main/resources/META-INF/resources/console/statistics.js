/** Statistics of a session: the browser's, each second; the media server's, every other second while they are looked at. */
import { $, element, set } from './page.js';
import { inWords } from './notice.js';

const BROWSER_EVERY = 1000;
const SERVER_EVERY = 2000;
const FIELDS = ['video-sent', 'video-back', 'audio-back', 'round-trip'];
const COLUMNS = [['audio', 'in'], ['audio', 'out'], ['video', 'in'], ['video', 'out']];

/** name, field or function of counters, digits */
const ROWS = [
  ['kbit/s', 'rate'],
  ['Packets', 'packets'],
  ['Lost', 'packets_lost'],
  ['Jitter, ms', 'jitter'],
  ['Round trip, ms', 'round_trip_time'],
  ['NACK', 'nack_count'],
  ['Key frame wishes', ({ pli_count: pli, fir_count: fir }) => (pli === undefined ? undefined : pli + fir)],
  ['Limit, kbit/s', 'bitrate_limit'],
];

/**
 * Shows the statistics of a session until it is told to stop.
 *
 * @param {import('../mediary.js').MediaSession} session
 * @returns {() => void} stops, and shows none
 */
export function watchStatistics(session) {
  const browser = browserStatistics(session);
  const server = serverStatistics(session);
  const timer = setInterval(browser, BROWSER_EVERY);
  const details = $('stats');
  let polling = null;
  const poll = () => {
    clearInterval(polling);
    polling = null;
    if (details.open) {
      server();
      polling = setInterval(server, SERVER_EVERY);
    }
  };
  details.addEventListener('toggle', poll);
  poll();
  return () => {
    clearInterval(timer);
    clearInterval(polling);
    details.removeEventListener('toggle', poll);
    FIELDS.forEach((field) => set(field, '–'));
    set('local-size', '');
    set('remote-size', '');
    showTable(null, 'There is no session.');
  };
}

function browserStatistics(session) {
  const rates = new Rates();
  return async () => {
    const reports = await session.peer.getStats().catch(() => null);
    if (!reports || session.ended) {
      return;
    }
    for (const report of reports.values()) {
      if (report.type === 'outbound-rtp' && report.kind === 'video') {
        set('video-sent', `${report.framesEncoded} frames, ${rates.of(report.id, report.bytesSent) ?? 0} kbit/s`);
      } else if (report.type === 'inbound-rtp' && report.kind === 'video') {
        const rate = rates.of(report.id, report.bytesReceived) ?? 0;
        set('video-back', `${report.framesDecoded} frames, ${report.framesPerSecond ?? 0} a second, ${rate} kbit/s`);
        set('remote-size', report.frameWidth ? `${report.frameWidth} × ${report.frameHeight}` : '');
      } else if (report.type === 'inbound-rtp' && report.kind === 'audio') {
        set('audio-back', `${report.packetsReceived} packets, ${report.packetsLost} lost`);
      } else if (report.type === 'candidate-pair' && report.nominated && report.currentRoundTripTime !== undefined) {
        set('round-trip', `${(report.currentRoundTripTime * 1000).toFixed(1)} ms`);
      } else if (report.type === 'media-source' && report.kind === 'video' && report.width) {
        set('local-size', `${report.width} × ${report.height}`);
      }
    }
  };
}

function serverStatistics(session) {
  const rates = new Rates();
  return async () => {
    try {
      const stats = await session.request('get_stats');
      if (!session.ended) {
        showTable(stats, 'The media server has counted nothing yet.', rates);
      }
    } catch (error) {
      if (!session.ended) {
        showTable(null, session.type === 'p2p' ? 'No media server carries a p2p session.' : inWords(error));
      }
    }
  };
}

/** How fast counters of bytes grow. */
class Rates {
  #before = new Map();

  /** @returns {number | undefined} kbit/s since the last time, undefined the first time */
  of(name, bytes) {
    const now = performance.now();
    const before = this.#before.get(name);
    this.#before.set(name, { bytes, now });
    return before && Math.max(0, Math.round((bytes - before.bytes) * 8 / (now - before.now)));
  }
}

function showTable(stats, otherwise, rates) {
  const counters = COLUMNS.map(([kind, direction]) => {
    const counted = stats?.[kind]?.[direction];
    return counted && { ...counted, rate: rates.of(`${kind} ${direction}`, counted.bytes) };
  });
  const some = counters.some(Boolean);
  $('stats-none').hidden = some;
  $('stats-none').textContent = otherwise;
  $('stats-table').hidden = !some;
  if (!some) {
    $('stats-table').replaceChildren();
    return;
  }
  const head = element('tr', {}, element('th', { textContent: '' }), ...COLUMNS.map(([kind, direction]) => element('th',
    { scope: 'col', textContent: `${kind} ${direction === 'in' ? 'from you' : 'to you'}` })));
  const rows = ROWS.map(([name, field]) => element('tr', {}, element('th', { scope: 'row', textContent: name }),
    ...counters.map((counted) => element('td', { textContent: text(counted, field) }))));
  $('stats-table').replaceChildren(head, ...rows, ...dataRow(stats.data));
}

function text(counted, field) {
  const value = counted && (typeof field === 'function' ? field(counted) : counted[field]);
  return value === undefined || value === null ? '–' : `${Math.round(value * 10) / 10}`;
}

function dataRow(data) {
  return data ? [element('tr', {}, element('th', { scope: 'row', textContent: 'Data' }),
    element('td', { colSpan: 4, textContent: `${data.messages_received} messages from you, ${data.messages_sent} to you` }))] : [];
}
