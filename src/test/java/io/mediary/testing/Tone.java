package io.mediary.testing;

import java.util.OptionalDouble;

/** Looks for single frequencies in sound (Goertzel's algorithm). */
final class Tone {

    private static final double LOWEST = 100;
    private static final double HIGHEST = 4_000;

    /** Below this the sound is silence: of 32,767. */
    private static final double SILENCE = 50;

    private Tone() {
    }

    /**
     * How much of the sound is this frequency.
     *
     * @param sampleRate samples a second
     * @return 0 (nothing of it, or silence) to 1 (nothing else)
     */
    static double share(short[] samples, int sampleRate, double hertz) {
        double coefficient = 2 * Math.cos(2 * Math.PI * hertz / sampleRate);
        double last = 0;
        double beforeLast = 0;
        double energy = 0;
        for (short sample : samples) {
            double next = sample + coefficient * last - beforeLast;
            beforeLast = last;
            last = next;
            energy += (double) sample * sample;
        }
        if (Math.sqrt(energy / samples.length) < SILENCE) {
            return 0;
        }
        double power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
        return Math.min(1, 2 * power / (samples.length * energy));
    }

    /** The frequency with the largest share, from 100 to 4,000 Hz; empty: silence. */
    static OptionalDouble strongest(short[] samples, int sampleRate) {
        double step = (double) sampleRate / samples.length / 2;
        double strongest = 0;
        double largest = 0;
        for (double hertz = LOWEST; hertz <= HIGHEST; hertz += step) {
            double share = share(samples, sampleRate, hertz);
            if (share > largest) {
                largest = share;
                strongest = hertz;
            }
        }
        return largest > 0 ? OptionalDouble.of(strongest) : OptionalDouble.empty();
    }
}
