/** What a phone sounds like: made here, no files. */

/** Hz; on and off in s, again and again. */
const PATTERNS = {
  incoming: { tones: [440, 480, 660], beats: [0.4, 0.2, 0.4, 2] },
  outgoing: { tones: [425], beats: [1, 4] },
};
const KEYS = ['123A', '456B', '789C', '*0#D'];
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const LOUD = 0.08;
const KEY_TIME = 0.16;
/** s, against clicks */
const RAMP = 0.01;
/** s of a pattern that are laid out ahead */
const AHEAD = 120;

/** Rings while somebody is called or calls, and beeps for keys. Browsers keep a page silent that nobody has touched yet. */
export class Tones {
  #audio = null;
  #ringing = null;

  /** Rings from now on in one of the patterns; null: no more. @param {'incoming' | 'outgoing' | null} pattern */
  ring(pattern) {
    if ((this.#ringing?.pattern ?? null) === pattern) {
      return;
    }
    this.#ringing?.stop();
    this.#ringing = pattern && { pattern, stop: this.#play(PATTERNS[pattern]) };
  }

  /** Beeps as the key of a phone. @param {string} digit `0`–`9`, `*`, `#`, `A`–`D` */
  key(digit) {
    const row = KEYS.findIndex((keys) => keys.includes(digit));
    this.#play({ tones: [ROWS[row], COLUMNS[KEYS[row].indexOf(digit)]], beats: [KEY_TIME] }, KEY_TIME);
  }

  /** @returns {() => void} stops it */
  #play({ tones, beats }, time = AHEAD) {
    this.#audio ??= new AudioContext();
    if (this.#audio.state === 'suspended') {
      this.#audio.resume();
    }
    const volume = new GainNode(this.#audio, { gain: 0 });
    volume.connect(this.#audio.destination);
    let at = this.#audio.currentTime;
    const end = at + time;
    for (let i = 0; at < end; i++) {
      const level = i % 2 === 0 ? LOUD : 0;
      volume.gain.setTargetAtTime(level, at, RAMP / 3);
      at += beats[i % beats.length];
    }
    volume.gain.setTargetAtTime(0, end, RAMP / 3);
    const sources = tones.map((frequency) => new OscillatorNode(this.#audio, { frequency }));
    for (const source of sources) {
      source.connect(volume);
      source.start();
      source.stop(end + RAMP);
    }
    sources[0].onended = () => volume.disconnect();
    return () => sources.forEach((source) => source.stop());
  }
}
