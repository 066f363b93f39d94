/** What a session can be joined to, described for lists. */
import { short } from './page.js';

/**
 * @param {import('./directory.js').Directory} directory
 * @param {import('./connection.js').Connection} connection
 */
export function choices(directory, connection) {
  const sessions = (wanted) => [...directory.sessions.values()].filter(wanted);
  const named = (session) => [session.id, describe(session)];
  const whose = (id) => (connection.own.has(id) ? 'this tab' : 'elsewhere');
  const describe = ({ id, type }) => `${short(id)}: ${type}, ${whose(id)}`;
  const describePublisher = ({ id, ext }) => `${short(id)} in ${short(ext.room_id ?? 'no room')}, ${whose(id)}`;
  return {
    /** Sessions that can be bridged to, less the one that asks. */
    peers: (except) => sessions(({ id, type }) => type !== 'p2p' && id !== except).map(named),
    /** Sessions that can be listened to. */
    publishers: (except) => sessions(({ id, type }) => type === 'publish' && id !== except)
      .map((session) => [session.id, describePublisher(session)]),
    /** Offers of p2p sessions that nobody has taken. */
    waiting: () => sessions(({ id, type, status, master }) => type === 'p2p' && status === 'wait' && !master
      && !connection.own.has(id)).map(named),
    /** Rooms. */
    rooms: () => [...directory.rooms.values()].map(({ id, members }) => [id, `${short(id)}, ${members.size} in it`]),
  };
}
