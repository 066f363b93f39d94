package io.mediary.embedded.engine.audio;

/** A sine, to send and to find again. */
final class Tone {

    /** A quarter of the loudest. */
    static final int LEVEL = 8000;

    private Tone() {
    }

    /** The samples of a tone from that position on. */
    static short[] of(double hertz, int rate, long from, int count) {
        short[] samples = new short[count];
        for (int i = 0; i < count; i++) {
            samples[i] = (short) Math.round(LEVEL * Math.sin(2 * Math.PI * hertz * (from + i) / rate));
        }
        return samples;
    }

    /** How strong a frequency is in there, 1 for all of a tone of {@link #LEVEL}: Goertzel's filter. */
    static double strength(short[] samples, int from, int to, double hertz, int rate) {
        double turn = 2 * Math.cos(2 * Math.PI * hertz / rate);
        double last = 0;
        double before = 0;
        for (int i = from; i < to; i++) {
            double next = samples[i] + turn * last - before;
            before = last;
            last = next;
        }
        double power = last * last + before * before - turn * last * before;
        return 2 * Math.sqrt(power) / (to - from) / LEVEL;
    }

    /** A strength in decibels. */
    static double decibels(double strength) {
        return 20 * Math.log10(Math.max(1e-9, strength));
    }
}
