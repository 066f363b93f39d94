package io.mediary.media.kurento;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The sessions that this instance has put on a node lately: they cost more than those that are settled, and what is chosen
 * but not made yet is counted nowhere else. Thread-safe.
 */
final class Demand {

    /** So long a session counts as new. */
    private static final long FRESH = Duration.ofSeconds(20).toNanos();
    /** A session that is not made by then will not be, or only its room wanted the node. */
    private static final long PENDING = Duration.ofSeconds(3).toNanos();

    private final LongSupplier clock;
    private final Deque<Long> fresh = new ArrayDeque<>();
    private final Deque<Long> pending = new ArrayDeque<>();

    /** @param clock nanoseconds, as {@link System#nanoTime()} */
    Demand(LongSupplier clock) {
        this.clock = clock;
    }

    /** The node was chosen. */
    synchronized void chosen() {
        long now = clock.getAsLong();
        fresh.addLast(now);
        pending.addLast(now);
    }

    /** A session was made there, or was not. */
    synchronized void settled() {
        pending.pollFirst();
    }

    /** How many were chosen within 20 seconds. */
    synchronized int fresh() {
        return left(fresh, FRESH);
    }

    /** How many were chosen, and are neither made nor given up. */
    synchronized int pending() {
        return left(pending, PENDING);
    }

    private int left(Deque<Long> times, long age) {
        long now = clock.getAsLong();
        while (!times.isEmpty() && now - times.peekFirst() > age) {
            times.removeFirst();
        }
        return times.size();
    }
}
