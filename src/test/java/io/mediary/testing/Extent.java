package io.mediary.testing;

/**
 * How much of a long suite runs: all of it where the system property {@code mediary.faults} says {@code whole}, as with {@code -Pfaults},
 * else its shortest variant.
 */
public final class Extent {

    private Extent() {
    }

    /** Whether this run has all of it. */
    public static boolean isWhole() {
        return System.getProperty("mediary.faults", "").equals("whole");
    }
}
