package io.mediary.embedded.engine.audio;

import java.util.Arrays;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;

/** Opus for a telephone's voice: 24 kbit/s, one channel, narrow band, 20 ms a packet. */
final class OpusVoiceEncoder implements AudioEncoder {

    private static final int BITS_PER_SECOND = 24_000;
    /** Of 10; more costs twice the time and is hardly heard at this bandwidth. */
    private static final int COMPLEXITY = 3;
    private static final int LONGEST = 1275;

    private final OpusEncoder encoder;
    private final byte[] packet = new byte[LONGEST];

    OpusVoiceEncoder() {
        try {
            encoder = new OpusEncoder(AudioDecoder.RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
            encoder.setBitrate(BITS_PER_SECOND);
            encoder.setComplexity(COMPLEXITY);
            encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
        } catch (OpusException e) {
            throw new IllegalStateException("no Opus encoder for 8 kHz", e);
        }
    }

    @Override
    public byte[] encode(short[] frame) {
        try {
            return Arrays.copyOf(packet, encoder.encode(frame, 0, frame.length, packet, 0, packet.length));
        } catch (OpusException e) {
            throw new IllegalStateException("a frame of 20 ms was not encoded", e);
        }
    }
}
