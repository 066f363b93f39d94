/** The page of one session: any type, changed at will. */
import { MediaryError } from '../mediary.js';
import { choices } from './choices.js';
import { connectionTone, joinedText, mediaText } from './state.js';
import { explain, inWords, notice } from './notice.js';
import { openSource } from './source.js';
import { picker } from './picker.js';
import { PlayerBar } from './player.js';
import { watchStatistics } from './statistics.js';
import { $, set, showPage } from './page.js';

const USER_STOP = 100011;
const UNAUTHORIZED = 100030;
const KINDS = ['audio', 'video', 'data'];
const ONLY_RECEIVE = ['listen', 'play'];

/** Its elements are in `#page-session`. */
export class SessionPage {
  #connection;
  #directory;
  #session = null;
  #source = null;
  #stopWatching = () => {};
  #busy = false;
  #muted = { audio: false, video: false, data: false };
  #pickers;
  #player = new PlayerBar();
  #makeRecorder;
  #recorder = null;
  #sourceChosen = false;

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {import('./directory.js').Directory} directory
   * @param {(id: string, possible: () => boolean) => object} recorder makes a bar that records a session
   */
  constructor(connection, directory, recorder) {
    this.#connection = connection;
    this.#directory = directory;
    this.#makeRecorder = recorder;
    const known = choices(directory, connection);
    this.#pickers = {
      peer: picker('peer-id', () => known.peers(this.#session?.id)),
      room: picker('room-id', known.rooms),
      publisher: picker('publisher-id', () => known.publishers(this.#session?.id)),
      master: picker('master-id', known.waiting),
    };
    directory.addEventListener('change', () => this.#known());
    this.#listen();
    this.#show();
  }

  /** Fills in a type with the session or room that it is to be joined to, for the user to start or change to. */
  choose(type, id) {
    showPage('session');
    $('type').value = type;
    ({ bridge: this.#pickers.peer, publish: this.#pickers.room, listen: this.#pickers.publisher })[type].choose(id);
    this.#show();
    $('start').focus();
  }

  #listen() {
    $('controls').addEventListener('submit', (submit) => {
      submit.preventDefault();
      this.#run(() => (this.#session ? this.#change() : this.#start()));
    });
    $('stop').addEventListener('click', () => this.#stop().catch((error) => explain(error)));
    KINDS.forEach((kind) => $(`mute-${kind}`).addEventListener('click', () => this.#run(() => this.#mute(kind))));
    $('limit').addEventListener('click', () => this.#run(() => this.#session.update({ bitrate: bitrate() })));
    $('listen').addEventListener('change', () => { $('remote').muted = !$('listen').checked; });
    $('type').addEventListener('change', () => {
      if (!this.#session && !this.#sourceChosen) {
        $('source').value = ONLY_RECEIVE.includes($('type').value) ? 'none' : 'camera';
      }
      this.#show();
    });
    $('source').addEventListener('change', () => {
      this.#sourceChosen = true;
      this.#show();
    });
    $('data').addEventListener('submit', (submit) => {
      submit.preventDefault();
      this.#session?.channel?.send($('text').value);
      $('text').value = '';
    });
  }

  /** One thing after the other. */
  async #run(action) {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    notice(null);
    this.#show();
    try {
      await action();
    } catch (error) {
      explain(inPlay(error), () => {
        $('source').value = 'generated';
        this.#run(() => this.#start());
      });
    } finally {
      this.#busy = false;
      this.#show();
    }
  }

  async #start() {
    set('session', 'starting', 'busy');
    try {
      this.#source = await openSource($('source').value);
      $('local').srcObject = this.#source.stream ?? null;
      this.#started(await this.#create());
    } catch (error) {
      this.#closeSource();
      set('session', 'none');
      throw error;
    }
  }

  #create() {
    const trickle = $('candidates').value === 'trickle';
    const master = $('type').value === 'p2p' ? this.#pickers.master.value : undefined;
    const fields = this.#fields();
    const media = fields.type === 'p2p' ? {} : {
      ...Object.fromEntries(KINDS.filter((kind) => this.#muted[kind]).map((kind) => [`mute_${kind}`, true])),
      bitrate: bitrate() || undefined,
    };
    const tie = ['bridge', 'p2p'].includes(fields.type) ? { stop_after_peer: $('stop-after-peer').checked } : {};
    return this.#connection.session({
      ...fields,
      ...media,
      ...tie,
      ...(master && { master_id: master, set_master_answer: true }),
      ...(!trickle && { no_offer_trickle_ice: true, no_answer_trickle_ice: true }),
    }, {
      role: fields.type === 'p2p' ? (master ? 'answer' : 'offer') : $('role').value,
      stream: this.#source.stream,
      data: 'console',
      trickle,
    });
  }

  /** The type with what it is joined to, as `create` and `set_type` take it. */
  #fields() {
    const type = $('type').value;
    const { peer, room, publisher } = this.#pickers;
    const joined = {
      bridge: () => ({ peer_id: peer.value }),
      publish: () => ({ room_id: room.value, ...(room.value && { create_room: $('create-room').checked }) }),
      listen: () => ({ publisher_id: publisher.value }),
      play: () => ({ uri: $('uri').value.trim() || undefined, loops: Number($('loops').value) || 0 }),
    };
    return { type, ...joined[type]?.() };
  }

  #started(made) {
    this.#session = made;
    set('session-id', made.id);
    $('remote').srcObject = made.stream;
    made.addEventListener('state', () => this.#showState());
    made.addEventListener('message', ({ detail }) => set('message', detail));
    made.addEventListener('open', () => this.#show());
    made.addEventListener('event', () => this.#showState());
    made.addEventListener('failure', ({ detail }) => notice(`The session goes on, but: ${inWords(detail)}`));
    made.addEventListener('ended', ({ detail }) => this.#ended(made, detail));
    this.#player.watch(made);
    this.#recorder?.close();
    this.#recorder = this.#makeRecorder(made.id, () => !made.ended && made.type !== 'p2p');
    $('recorder').replaceChildren(this.#recorder.element);
    this.#stopWatching = watchStatistics(made);
    if (made.ended) {
      this.#ended(made, made.ended);
    }
    this.#showState();
  }

  async #change() {
    const { type, ...fields } = this.#fields();
    await this.#session.setType(type, fields);
  }

  async #stop() {
    const ending = this.#session;
    this.#closeSource();
    await ending?.close();
  }

  /** Before the start it says how the session begins. */
  async #mute(kind) {
    const muted = !this.#muted[kind];
    await this.#session?.mute({ [kind]: muted });
    this.#muted[kind] = muted;
  }

  #ended(which, why) {
    if (which !== this.#session) {
      return;
    }
    this.#session = null;
    this.#stopWatching();
    this.#recorder.update();
    this.#closeSource();
    $('remote').srcObject = null;
    const stopped = why.code === USER_STOP;
    set('session', stopped ? 'stopped' : `ended: ${inWords(why)}`, stopped ? undefined : 'bad');
    ['peer', 'media', 'joined', 'session-id', 'message'].forEach((field) => set(field, '–'));
    this.#known();
    this.#show();
  }

  #closeSource() {
    this.#source?.close();
    this.#source = null;
    $('local').srcObject = null;
  }

  #known() {
    Object.values(this.#pickers).forEach((one) => one.update());
    this.#showState();
  }

  #showState() {
    if (!this.#session) {
      return;
    }
    const { id, type, typeExt, peer } = this.#session;
    set('session', type, 'good');
    const waits = type === 'p2p' && this.#directory.sessions.get(id)?.status === 'wait';
    set('joined', waits ? 'nobody yet: choose p2p and this session in another tab' : joinedText(typeExt) || '–');
    set('peer', peer.connectionState, connectionTone(peer.connectionState));
    set('media', mediaText(this.#directory.sessions.get(id)?.media) || '–');
  }

  /** What can be done now. */
  #show() {
    const type = $('type').value;
    const live = this.#session !== null;
    const carried = live && this.#session.type !== 'p2p';
    const open = this.#session?.channel?.readyState === 'open';
    document.querySelectorAll('#type-fields [data-for]').forEach((field) => {
      field.hidden = !field.dataset.for.split(' ').includes(type);
    });
    $('stop-after-peer').closest('label').hidden ||= live;
    $('role').closest('label').hidden = type === 'p2p' && !live;
    document.querySelectorAll('#controls .device').forEach((label) => { label.hidden = $('source').value !== 'camera'; });
    for (const id of ['source', 'camera', 'microphone', 'role', 'candidates']) {
      $(id).disabled = this.#busy || live;
    }
    const again = live && type === 'play' && this.#session.type === 'play';
    $('start').textContent = again ? 'Play this' : live ? 'Change type' : this.#busy ? 'Starting…' : 'Start';
    $('start').disabled = this.#busy || (live && !carried);
    $('stop').disabled = !live;
    for (const kind of KINDS) {
      const button = $(`mute-${kind}`);
      button.disabled = this.#busy || (live ? !carried : type === 'p2p');
      button.setAttribute('aria-pressed', this.#muted[kind]);
      button.textContent = this.#muted[kind] ? `Un-mute ${kind}` : `Mute ${kind}`;
    }
    $('limit').disabled = this.#busy || !carried;
    $('text').disabled = $('send').disabled = !open;
  }
}

/** What it means where a file was to be played. */
function inPlay(error) {
  const refused = error.code === UNAUTHORIZED && $('type').value === 'play';
  return refused ? new MediaryError(error.code, 'The server does not play from this address: it is not one of those that it '
    + 'is allowed to open') : error;
}

/** kbit/s, 0 = no limit */
function bitrate() {
  return Number($('bitrate').value) || 0;
}
