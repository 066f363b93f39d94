package io.mediary.signal;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Signals that nobody gets. Stateless. */
record Silence() implements Signals {

    private static final Gauge UNSEEN = () -> {
    };

    @Override
    public void count(String name, long times, String... tags) {
    }

    @Override
    public void time(String name, Duration took, String... tags) {
    }

    @Override
    public Gauge gauge(String name, DoubleSupplier value, String... tags) {
        return UNSEEN;
    }
}
