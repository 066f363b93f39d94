// WebRTC connections by name, for a test that drives this page.
const calls = {};

function prefer(pc, codec) {
  if (!codec) return;
  const wanted = RTCRtpReceiver.getCapabilities('video').codecs
    .filter(c => c.mimeType.toUpperCase() === 'VIDEO/' + codec);
  if (!wanted.length) throw new Error('this browser has no ' + codec);
  for (const t of pc.getTransceivers()) {
    if (t.receiver.track.kind === 'video') t.setCodecPreferences(wanted);
  }
}

async function open(name, options) {
  const pc = new RTCPeerConnection({ iceServers: [] });
  const call = { pc, candidates: [], messages: [], channels: {}, video: document.createElement('video'), options };
  call.video.muted = true;
  call.video.autoplay = true;
  document.body.append(call.video);
  const stream = new MediaStream();
  pc.ontrack = e => { stream.addTrack(e.track); call.video.srcObject = stream; };
  pc.onicecandidate = e => {
    if (e.candidate && e.candidate.candidate) {
      call.candidates.push({ candidate: e.candidate.candidate, sdpMid: e.candidate.sdpMid, sdpMLineIndex: e.candidate.sdpMLineIndex });
    }
  };
  pc.ondatachannel = e => channel(call, e.channel);
  calls[name] = call;
  if (options.tone) {
    call.local = sounding(options.tone);
  } else if (options.paint) {
    call.local = painted(options.paint);
  } else if (options.media !== false) {
    call.local = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480, frameRate: 20 } });
  }
  return call;
}

// A camera that shows one colour with a small clock in it, or noise, which needs all the bandwidth it can get.
function painted(paint) {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const context = canvas.getContext('2d');
  const noise = context.createImageData(640, 480);
  const timer = setInterval(() => {
    if (paint === 'noise') {
      const pixels = new Uint32Array(noise.data.buffer);
      for (let i = 0; i < pixels.length; i++) pixels[i] = 0xff000000 | Math.random() * 0xffffff;
      context.putImageData(noise, 0, 0);
    } else {
      context.fillStyle = paint;
      context.fillRect(0, 0, 640, 480);
      context.fillStyle = 'gray';
      context.fillText(String(Math.round(performance.now())), 4, 12);
    }
  }, 50);
  const stream = canvas.captureStream(20);
  stream.getTracks()[0].addEventListener('painted', () => clearInterval(timer));
  return stream;
}

function channel(call, c) {
  call.channels[c.label] = c;
  c.binaryType = 'arraybuffer';
  c.onmessage = e => call.messages.push(c.label + ':' + (typeof e.data === 'string' ? e.data : 'binary ' + e.data.byteLength));
}

// A microphone that hears one tone, in hertz.
function sounding(tone) {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  oscillator.frequency.value = tone;
  const gain = context.createGain();
  gain.gain.value = 0.3;
  const microphone = context.createMediaStreamDestination();
  oscillator.connect(gain).connect(microphone);
  oscillator.start();
  return microphone.stream;
}

// The frequency that was loudest in what was heard during a second, and how loud it was in dB of full scale.
async function pitch(name) {
  const call = calls[name];
  if (!call.analyser) {
    const context = new AudioContext();
    call.analyser = context.createAnalyser();
    call.analyser.fftSize = 8192;
    call.analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(new MediaStream(call.video.srcObject.getAudioTracks())).connect(call.analyser);
  }
  const levels = new Float32Array(call.analyser.frequencyBinCount);
  const found = { hertz: 0, decibels: -200 };
  for (let i = 0; i < 20; i++) {
    await new Promise(done => setTimeout(done, 50));
    call.analyser.getFloatFrequencyData(levels);
    const loudest = levels.indexOf(Math.max(...levels));
    if (loudest >= 0 && levels[loudest] > found.decibels) {
      found.hertz = loudest * call.analyser.context.sampleRate / call.analyser.fftSize;
      found.decibels = levels[loudest];
    }
  }
  return found;
}

async function makeOffer(name, options) {
  const call = await open(name, options);
  if (call.local) call.local.getTracks().forEach(t => call.pc.addTrack(t, call.local));
  else ['audio', 'video'].forEach(k => call.pc.addTransceiver(k, { direction: 'recvonly' }));
  if (options.label) channel(call, call.pc.createDataChannel(options.label));
  prefer(call.pc, options.codec);
  if (options.audio) {
    const wanted = RTCRtpReceiver.getCapabilities('audio').codecs
      .filter(c => ['audio/' + options.audio, 'audio/telephone-event'].includes(c.mimeType));
    call.pc.getTransceivers().filter(t => t.receiver.track.kind === 'audio').forEach(t => t.setCodecPreferences(wanted));
  }
  await call.pc.setLocalDescription(await call.pc.createOffer());
  return call.pc.localDescription.sdp;
}

async function takeAnswer(name, sdp) {
  await calls[name].pc.setRemoteDescription({ type: 'answer', sdp });
}

// A browser sends the first codec of an offer, whatever it would rather receive: leave only the wanted one there.
function only(sdp, codec) {
  const [before, video, after] = sdp.split(/(?=m=video|m=application)/);
  const number = video.match(new RegExp('a=rtpmap:(\\d+) ' + codec + '/'))[1];
  return before + video.replace(/(m=video \d+ \S+)[ \d]+/, '$1 ' + number)
    .replace(new RegExp('a=(rtpmap|fmtp|rtcp-fb):(?!' + number + ' ).*\\r\\n', 'g'), '') + (after || '');
}

async function makeAnswer(name, sdp, options) {
  const call = await open(name, options);
  if (options.codec) sdp = only(sdp, options.codec);
  await call.pc.setRemoteDescription({ type: 'offer', sdp });
  if (call.local) call.local.getTracks().forEach(t => call.pc.addTrack(t, call.local));
  prefer(call.pc, options.codec);
  await call.pc.setLocalDescription(await call.pc.createAnswer());
  return call.pc.localDescription.sdp;
}

async function takeCandidate(name, candidate, sdpMid, sdpMLineIndex) {
  await calls[name].pc.addIceCandidate({ candidate, sdpMid, sdpMLineIndex });
}

async function candidates(name) {
  return calls[name].candidates.splice(0);
}

async function stats(name) {
  const call = calls[name];
  const found = { state: call.pc.connectionState, framesDecoded: 0, audioReceived: 0, videoReceived: 0, freezes: 0, width: 0, keyFrames: 0, videoLost: 0, nacks: 0 };
  const all = await call.pc.getStats();
  all.forEach(s => {
    if (s.type === 'inbound-rtp' && s.kind === 'video') {
      found.framesDecoded = s.framesDecoded || 0;
      found.videoReceived = s.packetsReceived || 0;
      found.freezes = s.freezeCount || 0;
      found.width = s.frameWidth || 0;
      found.keyFrames = s.keyFramesDecoded || 0;
      found.videoLost = s.packetsLost || 0;
      found.nacks = s.nackCount || 0;
      const codec = all.get(s.codecId);
      found.codec = codec ? codec.mimeType : '';
      found.jitterBuffer = s.jitterBufferEmittedCount ? s.jitterBufferDelay / s.jitterBufferEmittedCount : 0;
    }
    if (s.type === 'inbound-rtp' && s.kind === 'audio') {
      found.audioReceived = s.packetsReceived || 0;
      found.audioLost = s.packetsLost || 0;
      found.audioCodec = (all.get(s.codecId) || {}).mimeType;
      found.audioConcealed = s.concealedSamples || 0;
      found.audioSamples = s.totalSamplesReceived || 0;
    }
    if (s.type === 'outbound-rtp' && s.kind === 'video') {
      found.framesSent = s.framesSent; found.keyFramesSent = s.keyFramesEncoded; found.videoBytesSent = s.bytesSent; found.pliReceived = s.pliCount; found.target = s.targetBitrate; found.sentCodec = (all.get(s.codecId) || {}).mimeType;
    }
    if (s.type === 'candidate-pair' && s.nominated) found.available = s.availableOutgoingBitrate;
    if (s.type === 'transport') found.srtp = s.srtpCipher;
  });
  return found;
}

// The brightest and the darkest part of the picture: a black one has none that is bright.
async function picture(name) {
  const video = calls[name].video;
  const canvas = document.createElement('canvas');
  canvas.width = 64;
  canvas.height = 48;
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, 64, 48);
  const pixels = context.getImageData(0, 0, 64, 48).data;
  let brightest = 0;
  let darkest = 255;
  for (let i = 0; i < pixels.length; i += 4) {
    const light = (pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3;
    brightest = Math.max(brightest, light);
    darkest = Math.min(darkest, light);
  }
  const middle = context.getImageData(32, 24, 1, 1).data;
  return { brightest, darkest, red: middle[0], green: middle[1], blue: middle[2] };
}

async function channelState(name, label) {
  const c = calls[name].channels[label];
  return c ? c.readyState : 'none';
}

async function say(name, label, text) {
  calls[name].channels[label].send(text);
}

async function sayBytes(name, label, length) {
  calls[name].channels[label].send(new Uint8Array(length));
}

async function closeChannel(name, label) {
  calls[name].channels[label].close();
}

async function messages(name) {
  return calls[name].messages;
}

async function hangUp(name) {
  calls[name].pc.close();
  if (calls[name].local) calls[name].local.getTracks().forEach(t => { t.stop(); t.dispatchEvent(new Event('painted')); });
}
