/** The console: sessions of every type, made and steered by {@link Mediary}; see the modules in `console/`. */
import { Connection } from './console/connection.js';
import { Directory } from './console/directory.js';
import { Lists } from './console/lists.js';
import { OperatorPage } from './console/operator.js';
import { PhonePage } from './console/phone.js';
import { Recorded } from './console/recorded.js';
import { recorderBar } from './console/recorder.js';
import { RecordingsPage } from './console/recordings.js';
import { RoomsPage } from './console/rooms.js';
import { SessionPage } from './console/session.js';
import { explain, notice } from './console/notice.js';
import { startDevices } from './console/source.js';
import { startEvents } from './console/events.js';
import { $, startTabs } from './console/page.js';

const connection = new Connection();
const directory = new Directory(connection);
const recorded = new Recorded(connection);
const recordings = new RecordingsPage(connection, recorded);
const recorder = (id, possible) => recorderBar(connection, recorded, id, { possible, show: (one) => recordings.open(one) });
const session = new SessionPage(connection, directory, recorder);
const rooms = new RoomsPage(connection, directory, recorder);
new Lists(connection, directory, {
  choose: (type, id) => session.choose(type, id),
  watch: (publisher) => rooms.watch(publisher),
  publishInto: (room) => rooms.choose(room),
  recorder,
});
new OperatorPage(connection, directory);
new PhonePage(connection);
startEvents(connection);
startDevices();
startTabs();

$('login').addEventListener('submit', (submit) => {
  submit.preventDefault();
  connect();
});
addEventListener('pagehide', () => connection.close());
connect();

async function connect() {
  try {
    notice(null);
    await connection.open();
  } catch (error) {
    explain(error);
  }
}
