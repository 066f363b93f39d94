package io.mediary.bench;

import java.util.Arrays;

/** Measured values of one kind, of any unit. For one thread. */
final class Samples {

    private double[] values = new double[64];
    private int count;

    /** One more. */
    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** The value that half of them do not exceed. */
    double median() {
        return percentile(50);
    }

    /**
     * The value that so many of a hundred do not exceed.
     *
     * @throws IllegalStateException without values
     */
    double percentile(int percent) {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(count * percent / 100.0) - 1)];
    }
}
