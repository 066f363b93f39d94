package io.mediary.connection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * How long failed logins from one address wait for their answer: each longer than the one before, so that guessing is
 * slow. Bounded; thread-safe.
 */
@ApplicationScoped
class LoginDelays {

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(8);
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;

    private record Failures(int count, long last) {

        boolean forgotten(long now) {
            return now - last > FORGOTTEN.toNanos();
        }
    }

    private final Map<String, Failures> failures = new ConcurrentHashMap<>();

    /** Notes a failure from an address, and says how long its answer waits. */
    Duration failed(String address) {
        long now = System.nanoTime();
        if (failures.size() >= ADDRESSES) {
            failures.values().removeIf(old -> old.forgotten(now));
            if (failures.size() >= ADDRESSES) {
                return LONGEST;
            }
        }
        int count = failures.merge(address, new Failures(1, now),
                (old, one) -> old.forgotten(now) ? one : new Failures(Math.min(old.count() + 1, 30), now)).count();
        Duration delay = FIRST.multipliedBy(1L << (count - 1));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    /** Notes a success. */
    void succeeded(String address) {
        failures.remove(address);
    }
}
