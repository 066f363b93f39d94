package io.mediary.api;

import java.util.concurrent.atomic.AtomicInteger;

/** A bounded number of places, each taken and given back once. Thread-safe, never waits. */
final class Places {

    private final AtomicInteger free;

    Places(int count) {
        this.free = new AtomicInteger(count);
    }

    /** Takes a place; false where none is free. */
    boolean take() {
        return free.getAndUpdate(count -> count > 0 ? count - 1 : count) > 0;
    }

    /** Gives a place back. */
    void release() {
        free.incrementAndGet();
    }

    /** How many are free at this moment. */
    int free() {
        return free.get();
    }
}
