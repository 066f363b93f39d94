/** A session's state in words. */
import { short } from './page.js';

const STATES = ['webrtc', 'ice', 'dtls', 'media'];
const CONNECTION_TONES = { connected: 'good', connecting: 'busy', new: 'busy', disconnected: 'busy', failed: 'bad' };

/** @returns {'good' | 'busy' | 'bad' | undefined} how good a peer connection's state is */
export function connectionTone(state) {
  return CONNECTION_TONES[state];
}

/** @param {object} ext `peer_id`, `room_id`, `publisher_id` */
export function joinedText(ext) {
  return [
    ext.peer_id && `peer ${short(ext.peer_id)}`,
    ext.publisher_id && `publisher ${short(ext.publisher_id)}`,
    ext.room_id && `room ${short(ext.room_id)}`,
  ].filter(Boolean).join(', ');
}

/** @param {object} media as {@link import('./directory.js').KnownSession} has it */
export function mediaText(media = {}) {
  const { in: incoming, out: outgoing, ...states } = media;
  return [
    ...Object.entries(states).sort(([one], [other]) => STATES.indexOf(one) - STATES.indexOf(other)).map(([what, state]) => `${what} ${state.toLowerCase()}`),
    ...flows('from you', incoming),
    ...flows('to you', outgoing),
  ].join(', ');
}

function flows(direction, kinds = {}) {
  const flowing = Object.keys(kinds).filter((kind) => kinds[kind] === 'up');
  return Object.keys(kinds).length === 0 ? [] : [`${direction}: ${flowing.join(' and ') || 'nothing'}`];
}
