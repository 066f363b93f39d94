package io.mediary.connection;

import java.time.Duration;
import java.util.OptionalLong;

import io.vertx.core.Vertx;

/** What happens to a socket in time: pings, and the end of its token. Confined to the socket's event loop. */
final class SocketTimers {

    private final Vertx vertx;
    private final Duration pingInterval;
    private OptionalLong ping = OptionalLong.empty();
    private OptionalLong expiry = OptionalLong.empty();

    SocketTimers(Vertx vertx, Duration pingInterval) {
        this.vertx = vertx;
        this.pingInterval = pingInterval;
    }

    /** Pings from now on. */
    void ping(Runnable action) {
        ping = OptionalLong.of(vertx.setPeriodic(pingInterval.toMillis(), timer -> action.run()));
    }

    /** Acts once at a time in seconds since 1970; 0: never. */
    void expire(long at, Runnable action) {
        if (at > 0) {
            long left = Math.max(1, at * 1000 - System.currentTimeMillis());
            expiry.ifPresent(vertx::cancelTimer);
            expiry = OptionalLong.of(vertx.setTimer(Math.min(left, Integer.MAX_VALUE), timer -> action.run()));
        }
    }

    /** Nothing happens any more. */
    void cancel() {
        ping.ifPresent(vertx::cancelTimer);
        expiry.ifPresent(vertx::cancelTimer);
    }
}
