// A client for the fault suite, run on a page of the server: it keeps some echo sessions, makes another one where one ends,
// and tells how long at most no new picture was decoded.
const [user, slots] = args;
const { Mediary } = await import('/mediary.js');

const POLL = 50;
const RETRY = 300;
const WIDTH = 240;
const HEIGHT = 180;
const FRAMES_A_SECOND = 15;

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

function camera() {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  let count = 0;
  setInterval(() => {
    context.fillStyle = 'green';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.fillStyle = 'white';
    context.fillRect((count++ * 4) % WIDTH, 0, 12, HEIGHT);
  }, 1000 / FRAMES_A_SECOND);
  return canvas.captureStream(FRAMES_A_SECOND);
}

/** One picture that is always wanted. */
class Slot {
  constructor(mediary, stream) {
    this.mediary = mediary;
    this.stream = stream;
    this.id = null;
    this.ends = [];
    this.reset();
    this.keep();
    this.look();
  }

  reset() {
    this.last = performance.now();
    this.longest = 0;
  }

  async keep() {
    for (;;) {
      try {
        const session = await this.mediary.session({ type: 'echo' }, { stream: this.stream });
        this.session = session;
        this.id = session.id;
        const video = document.createElement('video');
        video.muted = video.autoplay = true;
        video.srcObject = session.stream;
        document.body.append(video);
        while (!session.ended) {
          await pause(POLL);
        }
        video.remove();
        this.session = null;
        this.ends.push({ id: session.id, ...session.ended });
      } catch (error) {
        this.failure = String(error);
        await pause(RETRY);
      }
    }
  }

  async look() {
    let former = 0;
    for (;;) {
      await pause(POLL);
      const decoded = this.session ? await this.decoded(this.session.peer) : 0;
      const now = performance.now();
      if (decoded !== former && decoded > 0) {
        this.longest = Math.max(this.longest, now - this.last);
        this.last = now;
        this.seen = true;
      }
      former = decoded;
    }
  }

  async decoded(peer) {
    const reports = [...(await peer.getStats()).values()];
    return reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')?.framesDecoded ?? 0;
  }

  interrupted() {
    return Math.max(this.longest, performance.now() - this.last);
  }
}

const mediary = await Mediary.connect('/v1/ws', { user });
const events = [];
mediary.on({}, (event) => events.push(event));
const stream = camera();
const kept = Array.from({ length: slots }, () => new Slot(mediary, stream));
window.viewer = {
  connection: () => mediary.sessionId,
  connected: () => mediary.state === 'connected',
  sessions: () => kept.map(({ session }) => session?.id ?? '').filter((id) => id),
  reset: () => kept.forEach((slot) => slot.reset()),
  flows: () => kept.every((slot) => slot.seen && performance.now() - slot.last < 1000),
  interrupted: () => Math.max(...kept.map((slot) => slot.interrupted())),
  ends: () => kept.flatMap(({ ends }) => ends),
  events: () => events.splice(0),
  failures: () => kept.map(({ failure }) => failure ?? '').join(' '),
};
