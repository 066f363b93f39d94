package io.mediary.media.kurento;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Pauses that double up to a longest one, each jittered to between half of it and all of it. Thread-safe. */
final class Backoff {

    private static final int MOST_DOUBLINGS = 30;

    private final long first;
    private final long longest;
    private final AtomicInteger failures = new AtomicInteger();

    Backoff(Duration first, Duration longest) {
        this.first = Math.max(1, first.toMillis());
        this.longest = Math.max(this.first, longest.toMillis());
    }

    /** The pause after one more failure, in milliseconds; at least 1. */
    long next() {
        int doublings = Math.min(MOST_DOUBLINGS, failures.getAndIncrement());
        long pause = Math.min(longest, first << doublings);
        return pause - ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }

    /** After a success the first pause is the short one again. */
    void reset() {
        failures.set(0);
    }
}
