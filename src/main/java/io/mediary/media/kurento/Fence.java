package io.mediary.media.kurento;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import com.google.gson.JsonObject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Lets the events of a Kurento session through while it is sure to be this instance's. An instance that was stopped for a while may have been taken for
 * dead, and its sessions told other news since: what it hears when it wakes up waits until it was asked whose the session is. Thread-safe.
 */
final class Fence {

    private static final Logger LOG = Logger.getLogger(Fence.class);
    private static final int MOST = 5_000;
    private static final long PAUSE_MS = 500;

    private final Vertx vertx;
    private final Consumer<JsonObject> through;
    private final LongPredicate unquestioned;
    private final Supplier<Uni<Boolean>> claim;
    private final Runnable overflow;
    private final Deque<JsonObject> waiting = new ArrayDeque<>();
    private long confirmed = System.nanoTime();
    private boolean asking;
    private boolean shut;

    /**
     * An open fence.
     *
     * @param through takes the events, at once
     * @param unquestioned whether nobody can have taken the session since a moment at which it was this instance's
     * @param claim asks whether it still is
     * @param overflow run where too many wait, and are dropped
     */
    Fence(Vertx vertx, Consumer<JsonObject> through, LongPredicate unquestioned, Supplier<Uni<Boolean>> claim,
            Runnable overflow) {
        this.vertx = vertx;
        this.through = through;
        this.unquestioned = unquestioned;
        this.claim = claim;
        this.overflow = overflow;
    }

    /** Notes, where the answer is yes, that the session was this instance's when it was asked. */
    Uni<Boolean> confirming(Uni<Boolean> asking) {
        return Uni.createFrom().deferred(() -> {
            long asked = System.nanoTime();
            return asking.invoke(ours -> {
                if (ours) {
                    confirmed(asked);
                }
            });
        });
    }

    private synchronized void confirmed(long at) {
        confirmed = at;
    }

    /** Whether the session is surely still this instance's. */
    synchronized boolean isSure() {
        return unquestioned.test(confirmed);
    }

    /** Takes an event in the order in which it came. */
    synchronized void take(JsonObject event) {
        if (shut) {
            return;
        }
        if (waiting.isEmpty() && unquestioned.test(confirmed)) {
            through.accept(event);
            return;
        }
        if (waiting.size() >= MOST) {
            waiting.clear();
            overflow.run();
            return;
        }
        waiting.addLast(event);
        ask();
    }

    /** What waits is dropped. */
    synchronized void clear() {
        waiting.clear();
    }

    /** Nothing comes through any more. */
    synchronized void shut() {
        shut = true;
        waiting.clear();
    }

    private synchronized void ask() {
        if (asking || waiting.isEmpty()) {
            return;
        }
        asking = true;
        long asked = System.nanoTime();
        claim.get().subscribe().with(ours -> answered(ours, asked), failure -> {
            LOG.debugf("it is not known whose the session is: %s", failure.toString());
            later();
        });
    }

    private synchronized void answered(boolean ours, long asked) {
        asking = false;
        if (!ours) {
            waiting.clear();
            return;
        }
        confirmed = asked;
        if (!unquestioned.test(confirmed)) {
            later();
            return;
        }
        for (JsonObject event = waiting.poll(); event != null; event = waiting.poll()) {
            through.accept(event);
        }
    }

    private synchronized void later() {
        asking = true;
        vertx.setTimer(PAUSE_MS, now -> again());
    }

    private synchronized void again() {
        asking = false;
        ask();
    }
}
