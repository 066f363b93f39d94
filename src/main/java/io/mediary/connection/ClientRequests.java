package io.mediary.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.vertx.core.Vertx;

/**
 * The server's requests to one client that have no answer yet. One that gets neither a response nor an ack in time is
 * the end of the connection. Confined to the connection's event loop.
 */
public final class ClientRequests {

    /** Who waits for an answer. */
    public interface Waiting {

        /** The client works on it. */
        default void acked() {
        }

        /** The client's answer. */
        void answered(ClientAnswer answer);

        /** The connection went before the answer came. */
        default void lost() {
        }
    }

    /** For requests whose answer tells nothing but that the client is there. */
    public static final Waiting NOBODY = answer -> {
    };

    private record Pending(Waiting waiting, long deadline) {
    }

    private final Vertx vertx;
    private final Duration answerTimeout;
    private final Duration ackedTimeout;
    private final Runnable onSilence;
    private final Map<Long, Pending> pending = new LinkedHashMap<>();
    private long lastTid;
    private OptionalLong timer = OptionalLong.empty();
    private boolean closed;

    ClientRequests(Vertx vertx, Duration answerTimeout, Duration ackedTimeout, Runnable onSilence) {
        this.vertx = vertx;
        this.answerTimeout = answerTimeout;
        this.ackedTimeout = ackedTimeout;
        this.onSilence = onSilence;
    }

    /** A new request's tid; its time begins now. After {@link #close()} the waiting one is told at once. */
    long open(Waiting waiting) {
        lastTid++;
        if (closed) {
            waiting.lost();
            return lastTid;
        }
        pending.put(lastTid, new Pending(waiting, System.nanoTime() + answerTimeout.toNanos()));
        arm(answerTimeout);
        return lastTid;
    }

    /** A response came; one to nothing is ignored. */
    void answered(long tid, ClientAnswer answer) {
        Pending done = pending.remove(tid);
        if (done != null) {
            done.waiting().answered(answer);
        }
    }

    /** An ack came: the request has more time. */
    void acked(long tid) {
        Pending known = pending.get(tid);
        if (known != null) {
            pending.put(tid, new Pending(known.waiting(), System.nanoTime() + ackedTimeout.toNanos()));
            known.waiting().acked();
        }
    }

    /** The connection is gone: everyone who waits is told. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.ifPresent(vertx::cancelTimer);
        timer = OptionalLong.empty();
        List<Pending> left = new ArrayList<>(pending.values());
        pending.clear();
        left.forEach(p -> p.waiting().lost());
    }

    private void arm(Duration after) {
        if (timer.isEmpty()) {
            timer = OptionalLong.of(vertx.setTimer(Math.max(1, after.toMillis() + 1), id -> check()));
        }
    }

    private void check() {
        timer = OptionalLong.empty();
        if (closed || pending.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        long next = Long.MAX_VALUE;
        for (Pending p : pending.values()) {
            next = Math.min(next, p.deadline() - now);
        }
        if (next <= 0) {
            onSilence.run();
        } else {
            arm(Duration.ofNanos(Math.min(next, answerTimeout.toNanos())));
        }
    }
}
