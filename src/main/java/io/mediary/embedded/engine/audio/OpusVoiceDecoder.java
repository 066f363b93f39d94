package io.mediary.embedded.engine.audio;

import java.util.Arrays;

import org.jboss.logging.Logger;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;

/**
 * Opus of any frame length and bandwidth. It is decoded at 48 kHz and brought down here: the library decodes voice frames to silence at 8 kHz.
 */
final class OpusVoiceDecoder implements AudioDecoder {

    private static final Logger LOG = Logger.getLogger(OpusVoiceDecoder.class);
    private static final int OPUS_RATE = 48_000;
    private static final int FACTOR = OPUS_RATE / RATE;
    private static final int LONGEST = OPUS_RATE * 120 / 1000;
    private static final int SHORTEST = OPUS_RATE * 5 / 2000;

    private final OpusDecoder decoder;
    private final Decimator decimator = new Decimator();
    private final short[] sound = new short[LONGEST];

    OpusVoiceDecoder() {
        try {
            decoder = new OpusDecoder(OPUS_RATE, 1);
        } catch (OpusException e) {
            throw new IllegalStateException("no Opus decoder for 48 kHz", e);
        }
    }

    @Override
    public short[] decode(byte[] buffer, int offset, int length) {
        int count = length == 0 ? 0 : decoded(buffer, offset, length, LONGEST);
        return decimator.decimate(sound, count);
    }

    @Override
    public short[] conceal(int samples) {
        // The decoder goes on with what it heard, in its own steps; the rest is silence.
        int count = Math.min(LONGEST, samples * FACTOR) / SHORTEST * SHORTEST;
        short[] guessed = count == 0 ? new short[0] : decimator.decimate(sound, decoded(null, 0, 0, count));
        return Arrays.copyOf(guessed, samples);
    }

    /** Anybody's packets come here, and the library trusts their contents: whatever it stumbles over is a lost packet. */
    private int decoded(byte[] buffer, int offset, int length, int most) {
        try {
            return decoder.decode(buffer, offset, length, sound, 0, most, false);
        } catch (OpusException | RuntimeException | AssertionError e) {
            LOG.debug("Opus packet not decoded", e);
            decoder.resetState();
            return 0;
        }
    }
}
