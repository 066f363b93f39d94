/** What a session can be joined to, described for lists. */
import { short } from './page.js';

/**
 * @param {import('./directory.js').Directory} directory
 * @param {import('./connection.js').Connection} connection
 */
export function choices(directory, connection) {
  const sessions = (wanted) => [...directory.sessions.values()].filter(wanted);
  const named = (session) => [session.id, describe(session)];
  const describe = ({ id, type, ext }) => {
    const room = ext.room_id ? ` in ${short(ext.room_id)}` : '';
    return `${short(id)}: ${type}${room}, ${connection.own.has(id) ? 'this tab' : 'elsewhere'}`;
  };
  return {
    /** Sessions that can be bridged to, less the one that asks. */
    peers: (except) => sessions(({ id, type }) => type !== 'p2p' && id !== except).map(named),
    /** Sessions that can be listened to. */
    publishers: (except) => sessions(({ id, type }) => type === 'publish' && id !== except).map(named),
    /** Offers of p2p sessions that nobody has taken. */
    waiting: () => sessions(({ id, type, status, master }) => type === 'p2p' && status === 'wait' && !master
      && !connection.own.has(id)).map(named),
    /** Rooms. */
    rooms: () => [...directory.rooms.values()].map(({ id, members }) => [id, `${short(id)}, ${members.size} in it`]),
  };
}
