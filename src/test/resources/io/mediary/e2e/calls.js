// Calls for tests, by the commands and events alone; runs after page.js.
const { mediary } = test;

/** One end of a call: what page.js wants to know of a session. */
class End extends EventTarget {
  constructor() {
    super();
    this.id = null;
    this.call = null;
    this.ended = null;
    this.stream = new MediaStream();
    this.peer = new RTCPeerConnection();
    this.sending = new Promise((resolve) => { this.known = resolve; });
    this.taking = new Promise((resolve) => { this.described = resolve; });
    this.peer.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      this.dispatchEvent(new CustomEvent('track', { detail: track }));
    };
    this.peer.onicecandidate = ({ candidate }) => candidate?.candidate !== '' && this.send(candidate);
    test.stream.getTracks().forEach((track) => this.peer.addTrack(track, test.stream));
  }

  /** The call and the session have their ids: candidates can be sent, and what has come already counts. */
  is(call, session) {
    this.call = call;
    this.id = session;
    test.ends[call] = this;
    test.heard.forEach((event) => this.hear(event));
    this.known();
  }

  send(candidate) {
    this.sending = this.sending.then(async () => {
      const cmd = candidate ? 'set_candidate' : 'set_candidate_end';
      const { sdpMid, sdpMLineIndex, candidate: line } = candidate ?? {};
      await mediary.request(`media/call/${cmd}`, { call_id: this.call, sdpMid, sdpMLineIndex, candidate: line });
    }).catch((error) => this.ended ?? reportError(error));
  }

  hear({ obj_id, type, body }) {
    if (obj_id !== this.id && obj_id !== this.call) {
      return;
    }
    if (type.startsWith('candidate')) {
      const { candidate, sdpMid, sdpMLineIndex } = body;
      this.taking = this.taking
        .then(() => this.peer.addIceCandidate(type === 'candidate' ? { candidate, sdpMid, sdpMLineIndex } : undefined))
        .catch((error) => this.ended ?? reportError(error));
    } else if (type === 'answer' && obj_id === this.call && this.peer.signalingState === 'have-local-offer') {
      this.take('answer', body.answer).catch(reportError);
    } else if (type === 'hangup') {
      this.ended = { code: body.code, reason: body.reason };
      this.peer.close();
    }
  }

  async take(type, { sdp }) {
    await this.peer.setRemoteDescription({ type, sdp });
    this.described();
  }

  async close() {
    if (!this.ended) {
      await mediary.request('media/call/hangup', { call_id: this.call }).catch(() => undefined);
    }
  }
}

Object.assign(test, {
  ends: {},
  heard: [],
  invites: {},

  /** Calls. @returns {string} the call's id */
  async call(data) {
    const end = new End();
    await end.peer.setLocalDescription(await end.peer.createOffer());
    const offer = { sdp: end.peer.localDescription.sdp, trickle_ice: true };
    const made = await mediary.request('media/call/create', { ...data, offer, wait_reply: data.backend !== 'p2p' });
    end.is(made.call_id, made.session_id);
    if (made.answer) {
      await end.take('answer', made.answer);
    }
    this.receives(end);
    return made.call_id;
  },

  /** Takes a call that this page was invited to. */
  async accept(call) {
    const { offer, session_id } = this.invites[call];
    const end = new End();
    end.is(call, session_id);
    await end.take('offer', offer);
    await end.peer.setLocalDescription(await end.peer.createAnswer());
    const answer = { sdp: end.peer.localDescription.sdp, trickle_ice: true };
    this.receives(end);
    await mediary.request('media/call/accepted', { call_id: call, answer });
  },
});

mediary.on({ class: 'media' }, (event) => {
  test.heard.push(event);
  Object.values(test.ends).forEach((end) => end.hear(event));
});
mediary.handle(({ cmd, data }) => {
  if (cmd === 'invite') {
    test.invites[data.call_id] = data;
  }
  return {};
});
