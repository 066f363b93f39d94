package io.mediary.instance;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether this instance is here to stay, or has been told to stop. Thread-safe. */
@ApplicationScoped
public class Presence {

    private final AtomicReference<Instant> since = new AtomicReference<>();

    /** Whether this instance has been told to stop: it takes no new sockets and streams, and nothing of others. */
    public boolean leaving() {
        return since.get() != null;
    }

    /** When it was told to stop; empty while it stays. */
    public Optional<Instant> since() {
        return Optional.ofNullable(since.get());
    }

    /** It has been told to stop; false where it had been before. */
    boolean leave(Instant now) {
        return since.compareAndSet(null, now);
    }
}
