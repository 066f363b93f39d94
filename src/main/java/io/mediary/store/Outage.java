package io.mediary.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;

/**
 * Whether Redis answers. While it does not, one probe asks it, with growing pauses; whoever has something to do again when Redis is back waits
 * here instead of asking by itself. Thread-safe.
 */
final class Outage {

    private static final Logger LOG = Logger.getLogger(Outage.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Supplier<Uni<?>> probe;
    private volatile Optional<CompletableFuture<Void>> away = Optional.empty();
    private volatile boolean closed;
    private long since;

    /** {@code probe} asks Redis something; it ends within the time that every call has. */
    Outage(Supplier<Uni<?>> probe) {
        this.probe = probe;
    }

    /** Redis has answered something. */
    void answered() {
        if (away.isPresent()) {
            over();
        }
    }

    /** Redis has not answered, or could not be reached. */
    void failed() {
        if (away.isEmpty() && begin()) {
            ask(FIRST_PAUSE);
        }
    }

    /** Completes when Redis answers: at once where it has answered last time. Whoever waits no longer cancels a copy. */
    Uni<Void> back() {
        return Uni.createFrom().deferred(() -> away.map(back -> Uni.createFrom().completionStage(back.copy()))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Asks no more. */
    void close() {
        closed = true;
    }

    private synchronized boolean begin() {
        if (away.isPresent() || closed) {
            return false;
        }
        away = Optional.of(new CompletableFuture<>());
        since = System.nanoTime();
        return true;
    }

    private void over() {
        CompletableFuture<Void> back;
        synchronized (this) {
            if (away.isEmpty()) {
                return;
            }
            back = away.get();
            away = Optional.empty();
            long gone = (System.nanoTime() - since) / 1_000_000;
            if (gone > LONGEST_PAUSE.toMillis()) {
                LOG.infof("Redis answers again, after %d ms", gone);
            }
        }
        back.complete(null);
    }

    private void ask(Duration pause) {
        long millis = pause.toMillis() * ThreadLocalRandom.current().nextInt(80, 121) / 100;
        Uni.createFrom().voidItem().onItem().delayIt().by(Duration.ofMillis(millis))
                .chain(() -> away.isPresent() && !closed ? probe.get().replaceWithVoid() : Uni.createFrom().voidItem())
                .subscribe().with(answer -> answered(), failure -> {
                    if (!closed) {
                        ask(pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE);
                    }
                });
    }
}
