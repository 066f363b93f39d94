/** A picture and a tone for those without a camera, and for tests. */

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES_A_SECOND = 20;

/**
 * Draws a moving picture with a clock in it, and plays a soft tone that rises and falls.
 *
 * @param {string} [name] is written into the picture, and gives it its colour
 * @returns {{stream: MediaStream, close: () => void}} `close` stops both
 */
export function generatedStream(name = '') {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  const begun = performance.now();
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 47, 160) % 360;
  const draw = () => paint(context, (performance.now() - begun) / 1000, name, hue);
  draw();
  // Neither requestAnimationFrame nor a timer of the page: they rest while the page is in the background.
  const ticker = new Worker(new URL('./ticker.js', import.meta.url));
  ticker.onmessage = draw;
  ticker.postMessage(1000 / FRAMES_A_SECOND);
  const stream = canvas.captureStream(FRAMES_A_SECOND);
  const tone = playTone();
  stream.addTrack(tone.track);
  return {
    stream,
    close: () => {
      ticker.terminate();
      stream.getTracks().forEach((track) => track.stop());
      tone.close();
    },
  };
}

function paint(context, seconds, name, hue) {
  const sky = context.createLinearGradient(0, 0, WIDTH, HEIGHT);
  sky.addColorStop(0, `hsl(${hue} 60% 38%)`);
  sky.addColorStop(1, `hsl(${hue + 70} 65% 22%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  for (let i = 0; i < 5; i++) {
    const angle = seconds * (0.5 + i * 0.12) + i * 1.3;
    context.beginPath();
    context.arc(WIDTH / 2 + Math.cos(angle) * (90 + i * 38), HEIGHT / 2 + Math.sin(angle * 1.2) * (60 + i * 24), 16 + i * 5, 0, 7);
    context.fillStyle = `hsl(${i * 60 + 20} 85% 65% / .85)`;
    context.fill();
  }
  context.fillStyle = 'white';
  context.textAlign = 'center';
  context.font = '600 64px ui-monospace, monospace';
  context.fillText(seconds.toFixed(1), WIDTH / 2, HEIGHT / 2 + 20);
  context.font = '600 36px system-ui, sans-serif';
  context.fillText(name, WIDTH / 2, HEIGHT / 2 + 80);
}

function playTone() {
  const audio = new AudioContext();
  const output = audio.createMediaStreamDestination();
  const tone = new OscillatorNode(audio, { frequency: 440 });
  const wobble = new OscillatorNode(audio, { frequency: 0.5 });
  const depth = new GainNode(audio, { gain: 110 });
  const volume = new GainNode(audio, { gain: 0.15 });
  wobble.connect(depth).connect(tone.frequency);
  tone.connect(volume).connect(output);
  tone.start();
  wobble.start();
  return { track: output.stream.getAudioTracks()[0], close: () => audio.close() };
}
