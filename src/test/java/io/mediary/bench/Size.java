package io.mediary.bench;

/**
 * How much of a bench runs: {@code -Dmediary.bench=whole} (as {@code -Pbench} says) is a measurement; without it the
 * numbers are so small that only the bench itself is tried.
 */
final class Size {

    private static final boolean WHOLE = "whole".equals(System.getProperty("mediary.bench", ""));

    private Size() {
    }

    /** One of two numbers. */
    static int of(int whole, int trial) {
        return WHOLE ? whole : trial;
    }

    /** Whether the numbers mean something. */
    static boolean whole() {
        return WHOLE;
    }
}
