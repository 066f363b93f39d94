package io.mediary.api;

import java.time.Duration;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads the body of a request, but no more of it than may be: a longer one, by its header or as it comes in, fails with
 * {@code message_too_large} and the request is left paused in the middle; a slow one fails with {@code timeout}.
 * Confined to the request's event loop.
 */
final class RequestBody {

    private final HttpServerRequest request;
    private final long limit;
    private final Buffer read = Buffer.buffer();
    private boolean over;
    private Runnable end = () -> {
    };

    private RequestBody(HttpServerRequest request, long limit) {
        this.request = request;
        this.limit = limit;
    }

    /**
     * @param request paused, nothing of it read yet
     * @param limit in bytes
     * @param timeout for the whole body
     */
    static Uni<Buffer> read(Vertx vertx, HttpServerRequest request, long limit, Duration timeout) {
        return Uni.createFrom().emitter(emitter -> {
            RequestBody body = new RequestBody(request, limit);
            body.start(emitter);
            // A body that came along with its header has been read by now.
            if (!body.over) {
                long timer = vertx.setTimer(timeout.toMillis(),
                        id -> body.fail(emitter, Failure.of(ErrorCode.TIMEOUT)));
                emitter.onTermination(() -> vertx.cancelTimer(timer));
                body.end = () -> vertx.cancelTimer(timer);
            }
        });
    }

    private void start(UniEmitter<? super Buffer> emitter) {
        if (announced() > limit) {
            fail(emitter, Failure.of(ErrorCode.MESSAGE_TOO_LARGE));
            return;
        }
        request.handler(chunk -> {
            if (read.length() + chunk.length() > limit) {
                fail(emitter, Failure.of(ErrorCode.MESSAGE_TOO_LARGE));
            } else {
                read.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(broken -> {
            over();
            emitter.fail(Failure.of(ErrorCode.INVALID_PARAMETERS));
        });
        request.endHandler(end -> {
            over();
            emitter.complete(read);
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void over() {
        over = true;
        end.run();
    }

    private void fail(UniEmitter<? super Buffer> emitter, Failure failure) {
        over();
        request.pause();
        request.handler(chunk -> {
        });
        request.endHandler(null);
        emitter.fail(failure);
    }

    private long announced() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The HTTP decoder has refused what is no number.
        return length == null ? -1 : Long.parseLong(length.strip());
    }
}
