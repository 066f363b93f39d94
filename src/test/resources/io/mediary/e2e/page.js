// A client for tests, run on a page of the server: its camera shows one colour, its microphone gives one tone, and it tells
// the colour and the tone of what each of its sessions receives.
const [user, colour, hertz] = args;
const { Mediary } = await import('/mediary.js');

const WIDTH = 320;
const HEIGHT = 240;
const FRAMES_A_SECOND = 15;
const NEAR = 60;
const POLL = 40;
/** Of the strongest frequency, in dB: below is silence. */
const AUDIBLE = -60;
const BIN_WIDTH = 12;
/** Of video's timestamps, a millisecond. */
const VIDEO_CLOCK = 90;
/** Of sound, in seconds. */
const PACKET = 0.02;

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;
const audio = new AudioContext();
const sessions = {};

/** One colour, with a small square that moves, or under noise that no encoder likes. */
function camera() {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  const noises = Array.from({ length: 5 }, () => noise(context));
  let count = 0;
  const draw = () => {
    count++;
    context.fillStyle = css(colour);
    context.fillRect(0, 0, WIDTH, HEIGHT);
    if (test.noisy) {
      context.putImageData(noises[count % noises.length], 0, 0);
    } else {
      context.fillStyle = 'white';
      context.fillRect((count * 4) % WIDTH, HEIGHT - 12, 12, 12);
    }
  };
  draw();
  setInterval(draw, 1000 / FRAMES_A_SECOND);
  return canvas.captureStream(FRAMES_A_SECOND).getVideoTracks()[0];
}

function noise(context) {
  const image = context.createImageData(WIDTH, HEIGHT);
  for (let i = 0; i < image.data.length; i++) {
    image.data[i] = i % 4 === 3 ? 255 : Math.random() * 256;
  }
  return image;
}

function microphone() {
  const output = audio.createMediaStreamDestination();
  const tone = new OscillatorNode(audio, { frequency: hertz });
  tone.connect(new GainNode(audio, { gain: 0.4 })).connect(output);
  tone.start();
  return output.stream.getAudioTracks()[0];
}

/** What a session receives. */
class Reception {
  constructor(session, begun) {
    this.session = session;
    this.begun = begun;
    this.states = 0;
    this.video = document.createElement('video');
    this.video.muted = this.video.autoplay = true;
    this.video.srcObject = session.stream;
    document.body.append(this.video);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 16;
    this.context = canvas.getContext('2d', { willReadFrequently: true });
    this.analyser = new AnalyserNode(audio, { fftSize: 8192, smoothingTimeConstant: 0 });
    session.stream.getAudioTracks().forEach((track) => this.hear(track));
    session.addEventListener('track', ({ detail }) => detail.kind === 'audio' && this.hear(detail));
    session.peer.addEventListener('signalingstatechange', () => this.states++);
  }

  hear(track) {
    this.source = audio.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.analyser);
  }

  /** The mean of the upper half; null: no picture yet. */
  colour() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) {
      return null;
    }
    this.context.drawImage(this.video, 0, 0, videoWidth, videoHeight / 2, 0, 0, 16, 16);
    const points = this.context.getImageData(0, 0, 16, 16).data;
    if (points[3] === 0) {
      return null; // the size is known before the first picture, and then nothing is drawn
    }
    const sum = [0, 0, 0];
    points.forEach((value, i) => { if (i % 4 < 3) sum[i % 4] += value; });
    return sum.map((value) => Math.round(value / (points.length / 4)));
  }

  /** The strongest frequency in Hz; null: silence. */
  frequency() {
    const levels = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(levels);
    const strongest = levels.reduce((best, level, i) => (level > levels[best] ? i : best), 0);
    return levels[strongest] > AUDIBLE ? (strongest * audio.sampleRate) / this.analyser.fftSize : null;
  }

  async statistic(type, kind, name) {
    const reports = [...(await this.session.peer.getStats()).values()];
    return reports.filter((r) => r.type === type && r.kind === kind).reduce((sum, r) => sum + (r[name] ?? 0), 0);
  }

  async codec(type, kind) {
    const reports = await this.session.peer.getStats();
    const stream = [...reports.values()].find((r) => r.type === type && r.kind === kind);
    return reports.get(stream?.codecId)?.mimeType;
  }

  decoded() {
    return this.statistic('inbound-rtp', 'video', 'framesDecoded');
  }

  /** What the descriptions say, but for the candidates that come in their own time. */
  negotiated() {
    const { localDescription, remoteDescription, signalingState } = this.session.peer;
    const plain = ({ sdp }) => sdp.split('\r\n').filter((line) => !/^a=(candidate|end-of-cand)|^c=|^m=|^a=rtcp:/.test(line));
    return JSON.stringify([plain(localDescription), plain(remoteDescription), signalingState, this.states]);
  }
}

const near = (seen, wanted) => seen !== null && seen.every((value, i) => Math.abs(value - wanted[i]) < NEAR);

async function until(patience, check, describe) {
  const begun = performance.now();
  while (!(await check())) {
    if (performance.now() - begun > patience) {
      throw new Error(`${await describe()} after ${Math.round(performance.now() - begun)} ms`);
    }
    await pause(POLL);
  }
}

const test = {
  noisy: false,
  mediary: await Mediary.connect('/v1/ws', { user }),
  sessions,
  events: [],

  /** Starts a session; `sends`: the camera and the microphone. */
  async start(data, sends, options) {
    const begun = performance.now();
    return this.receives(await this.mediary.session(data, { stream: sends ? this.stream : undefined, ...options }), begun);
  },

  /** Looks and listens to what a session receives. */
  receives(session, begun = performance.now()) {
    sessions[session.id] = new Reception(session, begun);
    return session.id;
  },

  /** How far the sound that was sent, twenty milliseconds a packet, is behind the clock, in seconds. */
  async behind(id) {
    return performance.now() / 1000 - (await sessions[id].statistic('outbound-rtp', 'audio', 'packetsSent')) * PACKET;
  },

  async connected(id, patience) {
    const { peer } = sessions[id].session;
    await until(patience, () => peer.connectionState === 'connected', () => peer.connectionState);
  },

  /**
   * Waits until frames are decoded from now on and show the colour.
   *
   * @returns {number} ms since the session was asked for
   */
  async sees(id, wanted, patience) {
    const one = sessions[id];
    const before = await one.decoded();
    await until(patience, async () => near(one.colour(), wanted) && (await one.decoded()) > before,
      async () => `not ${wanted} but ${one.colour()}, ${(await one.decoded()) - before} frames, peer ${one.session.peer.connectionState}, ended ${JSON.stringify(one.session.ended)}`);
    return performance.now() - one.begun;
  },

  /**
   * Notes from now on when the pictures that come turn to another colour; half tones are on the way to one. The time of a
   * picture is that of its packets, in ms since the first: whoever stands still in between, be it this page, shifts none.
   */
  watch(id) {
    const one = sessions[id];
    const seen = (one.seen = []);
    let stamp = null;
    let time = 0;
    const look = (now, { rtpTimestamp }) => {
      if (one.seen !== seen) {
        return;
      }
      const before = time;
      time += stamp === null ? 0 : ((rtpTimestamp - stamp) | 0) / VIDEO_CLOCK;
      stamp = rtpTimestamp;
      const colour = one.colour()?.map((value) => (value < NEAR ? 0 : value > 255 - NEAR ? 255 : null));
      if (colour && !colour.includes(null) && String(colour) !== String(seen.at(-1)?.colour)) {
        seen.push({ colour, at: now, time, before });
      }
      one.video.requestVideoFrameCallback(look);
    };
    one.video.requestVideoFrameCallback(look);
  },

  /** Waits until a watched picture turns to a colour, not before that time. @returns {object} the turn */
  async turns(id, wanted, notBefore, patience) {
    const turned = () => sessions[id].seen.find(({ colour, at }) => at >= notBefore && near(colour, wanted));
    await until(patience, turned, () => `never ${wanted} but ${JSON.stringify(sessions[id].seen)}`);
    return turned();
  },

  /** The camera shows another colour. */
  paint(next) {
    colour.splice(0, 3, ...next);
  },

  /** Waits until there is no sound for a second. */
  async hearsNothing(id, patience) {
    let since = performance.now();
    await until(patience, () => {
      if (sessions[id].frequency() !== null) {
        since = performance.now();
      }
      return performance.now() - since > 1000;
    }, () => `still ${sessions[id].frequency()} Hz`);
  },

  async hears(id, wanted, patience) {
    const one = sessions[id];
    await until(patience, () => Math.abs((one.frequency() ?? 0) - wanted) < BIN_WIDTH,
      async () => `not ${wanted} Hz but ${one.frequency()}, ${await one.statistic('inbound-rtp', 'audio', 'packetsReceived')} packets, peer ${one.session.peer.connectionState}, context ${audio.state}`);
  },

  /** Waits until no frame is decoded for a second. */
  async seesNothing(id, patience) {
    const one = sessions[id];
    let last = await one.decoded();
    let since = performance.now();
    await until(patience, async () => {
      const now = await one.decoded();
      if (now !== last) {
        last = now;
        since = performance.now();
      }
      return performance.now() - since > 1000;
    }, () => 'frames are still decoded');
  },

  /** Waits for the end. @returns {number} the code */
  async ends(id, patience) {
    const { session } = sessions[id];
    await until(patience, () => session.ended !== null, () => 'not ended');
    return session.ended.code;
  },

  /** What is sent in a time, without headers, in kbps. */
  async sends(id, kind, time) {
    const one = sessions[id];
    const before = await one.statistic('outbound-rtp', kind, 'bytesSent');
    const begun = performance.now();
    await pause(time);
    const bytes = (await one.statistic('outbound-rtp', kind, 'bytesSent')) - before;
    return (bytes * 8) / (performance.now() - begun);
  },

  /** What the browser says of why it sends no more video than it does. */
  async limits(id) {
    const all = [...(await sessions[id].session.peer.getStats()).values()];
    return JSON.stringify(all
      .filter((one) => (['outbound-rtp', 'remote-inbound-rtp'].includes(one.type) && one.kind === 'video') || one.type === 'candidate-pair')
      .map(({ type, targetBitrate, availableOutgoingBitrate, qualityLimitationReason, frameWidth, framesPerSecond, fractionLost, packetsLost, roundTripTime }) => (
        { type, targetBitrate, availableOutgoingBitrate, qualityLimitationReason, frameWidth, framesPerSecond, fractionLost, packetsLost, roundTripTime })));
  },

  /** Ends all sessions. */
  async leave() {
    await Promise.all(Object.values(sessions).map(({ session }) => session.close()));
    Object.values(sessions).forEach((one) => {
      one.seen = null;
      one.video.remove();
    });
    Object.keys(sessions).forEach((id) => delete sessions[id]);
  },
};
window.test = test;
test.mediary.on({ class: 'media', subclass: 'session' }, (event) => test.events.push(event));
document.body.replaceChildren();
test.stream = new MediaStream([camera(), microphone()]);
