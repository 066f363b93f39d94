package io.mediary.api;

import java.time.Duration;

import io.mediary.connection.EventSink;
import io.mediary.connection.EventStream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * An HTTP response that carries server-sent events (WHATWG HTML, section 9.2). The head is written with the first event,
 * so until then the response can still say that something is wrong. Confined to the request's event loop.
 */
final class EventStreamWire implements EventSink {

    private static final long NO_TIMER = -1;
    private static final String RETRY = "retry: 2000\n\n";

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Duration heartbeat;
    private Runnable onGone = () -> {
    };
    private long beat = NO_TIMER;
    private long expiry = NO_TIMER;
    private boolean open;
    private boolean closed;

    EventStreamWire(Vertx vertx, HttpServerResponse response, Duration heartbeat) {
        this.vertx = vertx;
        this.response = response;
        this.heartbeat = heartbeat;
    }

    /**
     * The stream is there.
     *
     * @param expiresAt when its token ends, in seconds since 1970; 0: never
     */
    void carry(EventStream stream, long expiresAt) {
        onGone = stream::closed;
        if (closed || response.closed()) {
            gone();
            return;
        }
        beat = vertx.setPeriodic(heartbeat.toMillis(), timer -> {
            if (!response.writeQueueFull()) {
                response.write(":\n\n");
            }
        });
        if (expiresAt > 0) {
            long left = Math.max(1, expiresAt * 1000 - System.currentTimeMillis());
            expiry = vertx.setTimer(Math.min(left, Integer.MAX_VALUE), timer -> close());
        }
        response.drainHandler(drained -> stream.drained());
        response.closeHandler(closed -> gone());
    }

    /** Once: nobody may touch the response any more. */
    private void gone() {
        closed = true;
        vertx.cancelTimer(beat);
        vertx.cancelTimer(expiry);
        onGone.run();
    }

    @Override
    public boolean write(String cursor, String data) {
        if (closed || response.closed()) {
            return false;
        }
        if (!open) {
            open = true;
            response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=UTF-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store").putHeader("X-Accel-Buffering", "no");
            response.write(RETRY);
        }
        response.write("id: " + cursor + (data.isEmpty() ? "" : "\ndata: " + data) + "\n\n");
        return !response.writeQueueFull();
    }

    @Override
    public void end(Duration retry) {
        if (open && !closed && !response.closed() && !response.writeQueueFull()) {
            response.write("retry: " + retry.toMillis() + "\n\n");
        }
        close();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        // A client that does not read would keep an orderly end waiting for ever.
        boolean full = !response.ended() && response.writeQueueFull();
        gone();
        if (full) {
            response.reset();
        } else if (!response.ended()) {
            response.end();
        }
    }
}
