/** A media session with its `RTCPeerConnection`. */
import { Candidates } from './candidates.js';
import { INTERNAL_ERROR, MediaryError, SESSION_NOT_FOUND, USER_STOP } from './errors.js';
import { Player } from './player.js';
import { Recorder } from './recorder.js';
import { sessionSignals } from './signals.js';

/**
 * @typedef {object} SessionOptions
 * @property {'offer' | 'answer'} [role='offer'] whether this client offers and the server (in `p2p` the other client)
 *     answers, or the other way
 * @property {MediaStream} [stream] what is sent; its tracks stay the application's own
 * @property {Array<'audio' | 'video'>} [receive=['audio', 'video']] what is asked for when offering, beside what is sent
 * @property {boolean | string} [data=false] opens a data channel (of this label)
 * @property {boolean} [trickle=true] send candidates as they are found; otherwise the SDP waits for all of them
 * @property {RTCConfiguration} [configuration] of the `RTCPeerConnection`: ICE servers
 * @property {boolean} [iceServers=false] ask the server for STUN and TURN servers, beside those of `configuration`
 */

/**
 * A media session with its `RTCPeerConnection`. Made with {@link Mediary#session}, or with a call.
 *
 * DOM events: `track` (detail: the track; it is in {@link MediaSession#stream} already), `event` (detail: each of the
 * session's {@link MediaryEvent}s), `state` (detail: the peer connection's state), `message` (detail: what came on a
 * data channel), `open` (the data channel is usable), `failure` (detail: an error that did not end the session),
 * `ended` (detail: `{code, reason}`).
 *
 * A limit of the bitrate that the server tells (`info` event `bitrate`) is set on the video that this client sends, in
 * addition to what the media server asks for by REMB.
 */
export class MediaSession extends EventTarget {
  #mediary;
  #data;
  #options;
  #signals;
  #candidates;
  #limiting;
  #answered = false;

  /** Use {@link Mediary#session}. */
  constructor(mediary, data, options, signals = sessionSignals(mediary)) {
    super();
    this.#mediary = mediary;
    this.#data = data;
    this.#signals = signals;
    this.#options = { role: 'offer', receive: ['audio', 'video'], data: false, trickle: true, ...options };
    /** The session's id. @type {string | null} */
    this.id = null;
    /** Its type now, whoever changed it. @type {string} */
    this.type = data.type;
    /** What its type joins it to: `peer_id`, `room_id`, `publisher_id`, `uri`, `loops`. @type {object} */
    this.typeExt = {};
    /** What the server sends. @type {MediaStream} */
    this.stream = new MediaStream();
    /** The data channel, where one was asked for. @type {RTCDataChannel | null} */
    this.channel = null;
    /** Why the session is over; null while it lives. @type {{code: number, reason: string} | null} */
    this.ended = null;
    /** @type {RTCPeerConnection} */
    this.peer = new RTCPeerConnection(this.#options.configuration);
    /** Steers what it plays, while its type is `play`. @type {Player} */
    this.player = new Player((data) => this.request('player_action', data));
    /** Records it. @type {Recorder} */
    this.recorder = new Recorder((data) => this.request('recorder_action', data));
    this.#candidates = new Candidates(this, mediary, signals, (error) => this.#fail(error));
    this.#limiting = this.#candidates.described;
    this.#listen();
  }

  /**
   * Makes it a session of another type. The peer connection goes on as it is: no new SDP, the same tracks.
   *
   * @param {'park' | 'echo' | 'bridge' | 'publish' | 'listen' | 'play'} type
   * @param {object} [data] the fields that the type takes: `peer_id` (bridge), `room_id`, `create_room` (publish),
   *     `publisher_id` (listen), `uri`, `loops` (play; 0 or none: for ever), and those of {@link MediaSession#update}
   * @returns {Promise<object>} the new {@link MediaSession#typeExt}; rejected with {@link MediaryError}: 300005 from and to
   *     `p2p`, and where the two sides share no codec
   */
  setType(type, data = {}) {
    return this.request('set_type', { ...data, type });
  }

  /**
   * Mutes or un-mutes at the server what it gets from this client; what is not named stays.
   *
   * @param {{audio?: boolean, video?: boolean, data?: boolean}} kinds
   */
  async mute({ audio, video, data }) {
    await this.update({ mute_audio: audio, mute_video: video, mute_data: data });
  }

  /**
   * Mutes and limits at the server; what is not named stays.
   *
   * @param {{mute_audio?: boolean, mute_video?: boolean, mute_data?: boolean, bitrate?: number}} fields `bitrate` is what
   *     this client may send, in kbps, 0 = no limit
   */
  async update(fields) {
    await this.request('update_media', fields);
  }

  /**
   * Sends a command of class `media/session` for this session.
   *
   * @param {string} cmd `get_info`, `get_stats`, `room_action` …
   * @param {object} [data] without `session_id`
   * @returns {Promise<any>}
   */
  request(cmd, data = {}) {
    return this.#mediary.request(`media/session/${cmd}`, { ...data, session_id: this.id });
  }

  /** Ends the session; one that is over already is no error. */
  async close() {
    const id = this.ended ? null : this.id;
    this._end({ code: USER_STOP, reason: 'User stop' });
    if (id !== null) {
      await this.#destroy(id);
    }
  }

  /** Negotiates; `known` is called with the id as soon as there is one. */
  async _start(known) {
    try {
      this.#attach();
      await (this.#options.role === 'answer' ? this.#answer(known) : this.#offer(known));
      this.#alive();
    } catch (error) {
      this.#alive();
      this._end({ code: error.code ?? INTERNAL_ERROR, reason: error.message });
      if (this.id !== null) {
        await this.#destroy(this.id).catch((second) => this.#tell('failure', second));
      }
      throw error;
    }
  }

  /** Takes an event of this session. */
  _event(event) {
    const { type, body } = event;
    if (type === 'candidate') {
      this._candidate(body);
    } else if (type === 'candidate_end') {
      this._candidate();
    } else {
      this.#change(type, body);
    }
    this.#tell('event', event);
    if (type === 'destroyed') {
      this._end({ code: body.code, reason: body.reason });
    } else if (type === 'resync' && body.session_id === undefined) {
      this._end({ code: SESSION_NOT_FOUND, reason: 'Session not found' });
    }
  }

  /** Takes a candidate of the other side; none: the last one has come. */
  _candidate(body) {
    if (body === undefined) {
      this.#candidates.add();
    } else {
      const { candidate, sdpMid, sdpMLineIndex } = body;
      this.#candidates.add({ candidate, sdpMid, sdpMLineIndex });
    }
  }

  /** Takes the answer of another client (`p2p`), the first of those that come. */
  _answered(answer) {
    if (this.#direct && !this.#answered && this.peer.signalingState === 'have-local-offer') {
      this.#answered = true;
      this.#take(answer).catch((error) => this.#fail(error));
    }
  }

  /** The session is over. */
  _end(why) {
    if (this.ended) {
      return;
    }
    this.ended = why;
    this.#mediary._forget(this.id);
    this.#candidates.release();
    this.peer.close();
    this.stream.getTracks().forEach((track) => this.stream.removeTrack(track));
    this.#tell('ended', why);
  }

  /** What an event says of the session's state. */
  #change(type, body) {
    if (type === 'type') {
      const { type: now, ...ext } = body;
      this.type = now;
      this.typeExt = ext;
    } else if (type === 'created' || type === 'resync') {
      this.type = body.type ?? this.type;
      this.typeExt = body.type_ext ?? this.typeExt;
    }
    if (body.answer) {
      this._answered(body.answer);
    }
    if (type === 'status' && body.class === 'player') {
      this.player._status(body);
    } else if (type === 'status' && body.class === 'recorder') {
      this.recorder._status(body);
    }
    if ((type === 'info' && body.info === 'bitrate') || (type === 'resync' && body.bitrate !== undefined)) {
      this.#limit(body.bitrate);
    }
  }

  #listen() {
    const peer = this.peer;
    peer.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      this.#tell('track', track);
    };
    peer.onicecandidate = ({ candidate }) => {
      if (this.#options.trickle && candidate?.candidate !== '') {
        this.#candidates.send(candidate);
      }
    };
    peer.onconnectionstatechange = () => this.#tell('state', peer.connectionState);
    peer.ondatachannel = ({ channel }) => this.#hear(channel);
  }

  /** What this client sends and wants to receive. */
  #attach() {
    const { stream, role, receive, data } = this.#options;
    const sent = stream?.getTracks() ?? [];
    sent.forEach((track) => this.peer.addTrack(track, stream));
    if (role === 'offer') {
      receive.filter((kind) => !sent.some((track) => track.kind === kind))
        .forEach((kind) => this.peer.addTransceiver(kind, { direction: 'recvonly' }));
    }
    if (data) {
      this.channel = this.peer.createDataChannel(typeof data === 'string' ? data : 'data');
      this.channel.addEventListener('open', () => this.#tell('open'));
      this.#hear(this.channel);
    }
  }

  #hear(channel) {
    channel.addEventListener('message', ({ data }) => this.#tell('message', data));
  }

  /** This client offers. */
  async #offer(known) {
    if (this.#options.iceServers) {
      this.#use((await this.#mediary.request('media/session/get_ice_servers')).ice_servers);
    }
    await this.peer.setLocalDescription(await this.peer.createOffer());
    const offer = await this.#local();
    // The server answers such an offer only when it has all our candidates, and those need the session's id.
    const wait = !this.#direct && !(this.#options.trickle && this.#data.no_offer_trickle_ice);
    const made = await this.#create({ ...this.#data, offer, wait_reply: wait }, known);
    if (this.#direct) {
      return; // The other client's answer comes as an event.
    }
    await this.#take(wait ? made.answer : (await this.request('get_answer')).answer);
  }

  async #take({ sdp }) {
    await this.peer.setRemoteDescription({ type: 'answer', sdp });
    this.#candidates.takeTheirs();
  }

  /** No media server: the other side is another client. */
  get #direct() {
    return this.#data.type === 'p2p';
  }

  /** The server offers. */
  async #answer(known) {
    const { iceServers } = this.#options;
    const made = await this.#create({ ...this.#data, wait_reply: true, ...(iceServers && { ice_servers: true }) }, known);
    if (iceServers) {
      this.#use(made.ice_servers);
    }
    await this.peer.setRemoteDescription({ type: 'offer', sdp: made.offer.sdp });
    this.#candidates.takeTheirs();
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    await this.#signals.answer(this.id, await this.#local());
  }

  /** These too, from the next gathering on. */
  #use(servers) {
    const { iceServers = [], ...rest } = this.peer.getConfiguration();
    this.peer.setConfiguration({ ...rest, iceServers: [...iceServers, ...servers] });
  }

  async #create(data, known) {
    const made = await this.#signals.create(data);
    this.id = made.session_id;
    if (made.room_id !== undefined) {
      this.typeExt = { room_id: made.room_id };
    }
    known(this.id);
    this.#candidates.sendOurs();
    return made;
  }

  /** Why it is over says more than the error that follows from it. */
  #alive() {
    if (this.ended) {
      throw new MediaryError(this.ended.code, this.ended.reason);
    }
  }

  /** The local description as the server takes it. */
  async #local() {
    const { trickle } = this.#options;
    if (!trickle && this.peer.iceGatheringState !== 'complete') {
      await new Promise((resolve) => {
        const check = () => this.peer.iceGatheringState === 'complete' && resolve();
        this.peer.addEventListener('icegatheringstatechange', check);
      });
    }
    return { sdp: this.peer.localDescription.sdp, sdp_type: 'webrtc', trickle_ice: trickle };
  }

  /**
   * Limits the video that is sent, once it is negotiated.
   *
   * @param {number} bitrate kbps, 0 = no limit
   */
  #limit(bitrate) {
    this.#limiting = this.#limiting.then(async () => {
      for (const sender of this.peer.getSenders().filter(({ track }) => !this.ended && track?.kind === 'video')) {
        const parameters = sender.getParameters();
        for (const encoding of parameters.encodings) {
          if (bitrate > 0) {
            encoding.maxBitrate = bitrate * 1000;
          } else {
            delete encoding.maxBitrate;
          }
        }
        await sender.setParameters(parameters);
      }
    }).catch((error) => this.#fail(error));
  }

  async #destroy(id) {
    try {
      await this.#mediary.request('media/session/destroy', { session_id: id });
    } catch (error) {
      if (error.code !== SESSION_NOT_FOUND) {
        throw error;
      }
    }
  }

  #fail(error) {
    if (!this.ended) {
      this.#tell('failure', error);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
