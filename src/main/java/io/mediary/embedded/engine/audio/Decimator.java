package io.mediary.embedded.engine.audio;

/**
 * Makes a sixth of the samples of a stream, without what the lower rate cannot hold: passes up to 3.4 kHz, stops from 4.6 kHz on, where sound
 * would come back below 3.4 kHz. Delays by 2.3 ms. For one thread at a time.
 */
final class Decimator {

    private static final int FACTOR = 6;
    private static final int TAPS = 36 * FACTOR + 1;
    private static final float[] FILTER = lowPass();

    private final float[] past = new float[TAPS - 1];

    /** The next samples, a multiple of six of them, at a sixth of their rate. */
    short[] decimate(short[] input, int count) {
        float[] line = new float[past.length + count];
        System.arraycopy(past, 0, line, 0, past.length);
        for (int i = 0; i < count; i++) {
            line[past.length + i] = input[i];
        }
        short[] output = new short[count / FACTOR];
        for (int i = 0; i < output.length; i++) {
            float sum = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                sum += FILTER[tap] * line[i * FACTOR + tap];
            }
            output[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sum)));
        }
        System.arraycopy(line, count, past, 0, past.length);
        return output;
    }

    /** A sinc at half the lower rate under a Blackman window, passing a constant as it is. */
    private static float[] lowPass() {
        double[] filter = new double[TAPS];
        double sum = 0;
        for (int tap = 0; tap < TAPS; tap++) {
            double at = (tap - (TAPS - 1) / 2.0) * Math.PI / FACTOR;
            double phase = 2 * Math.PI * tap / (TAPS - 1);
            double window = 0.42 - 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase);
            filter[tap] = window * (at == 0 ? 1 : Math.sin(at) / at);
            sum += filter[tap];
        }
        float[] scaled = new float[TAPS];
        for (int tap = 0; tap < TAPS; tap++) {
            scaled[tap] = (float) (filter[tap] / sum);
        }
        return scaled;
    }
}
