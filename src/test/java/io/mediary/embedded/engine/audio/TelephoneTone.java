package io.mediary.embedded.engine.audio;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A tone as a telephone sends and hears it: PCMU. */
public final class TelephoneTone {

    private TelephoneTone() {
    }

    /** The payload of 20 ms, the number of which counts from zero. */
    public static byte[] payload(int hertz, int number) {
        return new G711Encoder(G711.MU_LAW).encode(
                Tone.of(hertz, AudioDecoder.RATE, (long) number * AudioEncoder.FRAME, AudioEncoder.FRAME));
    }

    /** How loud a frequency is in there, in dB of {@link #payload}'s. */
    public static double decibels(List<byte[]> payloads, int hertz) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        payloads.forEach(all::writeBytes);
        short[] sound = new G711Decoder(G711.MU_LAW).decode(all.toByteArray(), 0, all.size());
        return Tone.decibels(Tone.strength(sound, 0, sound.length, hertz, AudioDecoder.RATE));
    }
}
