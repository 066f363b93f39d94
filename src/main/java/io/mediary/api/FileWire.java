package io.mediary.api;

import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * A file on its way out as the body of a response: the next piece is asked for when the socket has taken the last one. The
 * head is written with the first piece, so until then the response can still say that something is wrong; later a failure
 * cuts the connection, and the client sees that bytes are missing. A client that goes away, or takes nothing for some
 * time, ends the reading. May be signalled by any thread; works on the request's event loop.
 */
final class FileWire implements Flow.Subscriber<Buffer> {

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Context loop;
    private final HttpServerResponse response;
    private final Duration stall;
    private final Runnable head;
    private final Consumer<Throwable> refusal;
    private final Runnable onEnd;
    private Flow.Subscription file;
    private boolean started;
    private boolean full;
    private boolean over;
    private long timer = NO_TIMER;

    /**
     * @param stall how long the client may take nothing
     * @param head sets status and headers, {@code Content-Length} among them
     * @param refusal answers that it failed before the head
     * @param onEnd called once, however it ends
     */
    FileWire(Vertx vertx, Context loop, HttpServerResponse response, Duration stall, Runnable head,
            Consumer<Throwable> refusal, Runnable onEnd) {
        this.vertx = vertx;
        this.loop = loop;
        this.response = response;
        this.stall = stall;
        this.head = head;
        this.refusal = refusal;
        this.onEnd = onEnd;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        onLoop(() -> {
            file = subscription;
            response.closeHandler(closed -> abandon());
            response.exceptionHandler(broken -> abandon());
            response.drainHandler(drained -> drained());
            if (response.closed()) {
                abandon();
            } else {
                file.request(1);
            }
        });
    }

    @Override
    public void onNext(Buffer piece) {
        onLoop(() -> {
            if (over) {
                return;
            }
            if (!started) {
                started = true;
                head.run();
            }
            response.write(piece);
            if (response.writeQueueFull()) {
                full = true;
                timer = vertx.setTimer(stall.toMillis(), id -> cut());
            } else {
                file.request(1);
            }
        });
    }

    @Override
    public void onError(Throwable problem) {
        onLoop(() -> {
            if (over) {
                return;
            }
            if (started) {
                cut();
            } else {
                end();
                refusal.accept(problem);
            }
        });
    }

    @Override
    public void onComplete() {
        onLoop(() -> {
            if (!over) {
                end();
                response.end();
            }
        });
    }

    private void drained() {
        if (full && !over) {
            full = false;
            vertx.cancelTimer(timer);
            file.request(1);
        }
    }

    private void cut() {
        abandon();
        response.reset();
    }

    private void abandon() {
        if (!over) {
            end();
            file.cancel();
        }
    }

    private void end() {
        over = true;
        vertx.cancelTimer(timer);
        onEnd.run();
    }

    private void onLoop(Runnable step) {
        loop.runOnContext(ignored -> step.run());
    }
}
