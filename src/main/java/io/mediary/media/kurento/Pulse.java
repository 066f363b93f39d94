package io.mediary.media.kurento;

import java.time.Duration;

import org.jboss.logging.Logger;

import io.vertx.core.Vertx;

/** Asks a media server for signs of life over a socket, and closes it where none comes: a half-open connection says nothing by itself. Thread-safe. */
final class Pulse {

    private static final Logger LOG = Logger.getLogger(Pulse.class);

    private final Vertx vertx;
    private final Transport transport;
    private final long intervalMs;
    private final String name;

    /** For whoever is called {@code name} in the log. */
    Pulse(Vertx vertx, Transport transport, Duration interval, String name) {
        this.vertx = vertx;
        this.transport = transport;
        this.intervalMs = Math.max(1, interval.toMillis());
        this.name = name;
    }

    /** Does so as long as the socket is open, which the transport uses. */
    void begin(RpcSocket socket) {
        vertx.setTimer(intervalMs, now -> {
            if (socket.isOpen()) {
                Greeting.ping(transport, 0).subscribe().with(alive -> begin(socket), failure -> {
                    if (socket.isOpen()) {
                        LOG.warnf("%s: no answer to a ping: %s", name, failure.getMessage());
                        socket.close();
                    }
                });
            }
        });
    }
}
