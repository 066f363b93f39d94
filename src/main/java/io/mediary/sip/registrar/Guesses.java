package io.mediary.sip.registrar;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often a source may be wrong about a user's password: ten times at once, and then ten times a minute; beyond that no proof of its is looked at. By source and user,
 * so that nobody keeps a user from registering elsewhere. Bounded: those longest quiet are forgotten; of users that there are alone, for
 * names that strangers make up, as long as they like, would push those out. Thread-safe.
 */
final class Guesses {

    private static final double AT_ONCE = 10;
    private static final double NANOS_FOR_ONE = 6e9;
    private static final int MOST = 20_000;

    private final LongSupplier nanos;
    private final Map<String, Left> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Left> eldest) {
            return size() > MOST;
        }
    };

    /** What was left at a time. */
    private record Left(double guesses, long at) {
    }

    /** @param nanos a clock, as {@link System#nanoTime} */
    Guesses(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether a proof is looked at. */
    synchronized boolean mayTry(String source, String user) {
        Left left = known.get(key(source, user));
        return left == null || now(left) >= 1;
    }

    /** One was wrong. */
    synchronized void wrong(String source, String user) {
        Left left = known.getOrDefault(key(source, user), new Left(AT_ONCE, nanos.getAsLong()));
        known.put(key(source, user), new Left(Math.max(0, now(left) - 1), nanos.getAsLong()));
    }

    private double now(Left left) {
        return Math.min(AT_ONCE, left.guesses() + (nanos.getAsLong() - left.at()) / NANOS_FOR_ONE);
    }

    private static String key(String source, String user) {
        return source + ' ' + user;
    }
}
