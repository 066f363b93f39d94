/** A session's state in words. */
import { short } from './page.js';

const STATES = ['webrtc', 'ice', 'dtls', 'media', 'recorder'];
const CONNECTION_TONES = { connected: 'good', connecting: 'busy', new: 'busy', disconnected: 'busy', failed: 'bad' };

/** @returns {'good' | 'busy' | 'bad' | undefined} how good a peer connection's state is */
export function connectionTone(state) {
  return CONNECTION_TONES[state];
}

/** @param {object} ext `peer_id`, `room_id`, `publisher_id`, `uri`, `loops` */
export function joinedText(ext) {
  return [
    ext.peer_id && `peer ${short(ext.peer_id)}`,
    ext.publisher_id && `publisher ${short(ext.publisher_id)}`,
    ext.room_id && `room ${short(ext.room_id)}`,
    ext.uri && `${fileName(ext.uri)}, ${ext.loops > 0 ? `${ext.loops} time${ext.loops > 1 ? 's' : ''}` : 'for ever'}`,
  ].filter(Boolean).join(', ');
}

/** @param {object} media as {@link import('./directory.js').KnownSession} has it */
export function mediaText(media = {}) {
  const { in: incoming, out: outgoing, player, ...states } = media; // The player's last word is old once it goes on.
  return [
    ...Object.entries(states).sort(([one], [other]) => STATES.indexOf(one) - STATES.indexOf(other)).map(([what, state]) => `${what} ${state.toLowerCase()}`),
    ...flows('from you', incoming),
    ...flows('to you', outgoing),
  ].join(', ');
}

/** Without what may be secret in it. */
function fileName(uri) {
  return uri.split(/[?#]/)[0].split('/').filter(Boolean).at(-1) ?? uri;
}

function flows(direction, kinds = {}) {
  const flowing = Object.keys(kinds).filter((kind) => kinds[kind] === 'up');
  return Object.keys(kinds).length === 0 ? [] : [`${direction}: ${flowing.join(' and ') || 'nothing'}`];
}
