package io.mediary.bench;

/**
 * How much of a bench runs: {@code -Dmediary.bench=whole} (as {@code -Pbench} says) is a measurement, {@code short} a look at
 * one; without either the numbers are so small that only the bench itself is tried.
 */
final class Size {

    private static final String SETTING = System.getProperty("mediary.bench", "");
    private static final boolean WHOLE = SETTING.equals("whole");
    private static final boolean SHORT = SETTING.equals("short");
    private static final int PART = 6;

    private Size() {
    }

    /** One of two numbers, or one in between. */
    static int of(int whole, int trial) {
        return WHOLE ? whole : SHORT ? Math.max(trial, whole / PART) : trial;
    }

    /** Whether this is a measurement, of which docs/benchmarks.md is to tell. */
    static boolean whole() {
        return WHOLE;
    }

    /** Whether only the bench itself is tried. */
    static boolean trial() {
        return !WHOLE && !SHORT;
    }
}
