package io.mediary.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Answer;
import io.mediary.function.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * An answer on its way out by HTTP: the response envelope without {@code tid}, under the status that the error code
 * names. Where the request has not been read to its end, the rest is thrown away first, within bounds, since a sender
 * whose connection is cut while it writes may never see the answer. To be used on the request's event loop.
 */
final class RestAnswer {

    private static final long LINGER_MILLIS = 5_000;
    private static final CharSequence ALLOW = HttpHeaders.createOptimized("Allow");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");

    private final ObjectMapper mapper;
    private final Vertx vertx;
    private final long discarded;

    /** @param discarded how many bytes of an unread body are read to be thrown away */
    RestAnswer(ObjectMapper mapper, Vertx vertx, long discarded) {
        this.mapper = mapper;
        this.vertx = vertx;
        this.discarded = discarded;
    }

    /** Answers with the status of the answer's code. */
    void send(HttpServerRequest request, Answer answer) {
        send(request, answer, answer instanceof Answer.Error error ? error.code().httpStatus() : 200);
    }

    /** Answers that this path exists, but for another method (RFC 9110, 15.5.6). */
    void sendMethodNotAllowed(HttpServerRequest request, HttpMethod allowed) {
        request.response().putHeader(ALLOW, allowed.name());
        send(request, new Answer.Error(ErrorCode.INVALID_OPERATION, ErrorCode.INVALID_OPERATION.text("")), 405);
    }

    private void send(HttpServerRequest request, Answer answer, int status) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (answer instanceof Answer.Error error) {
            adviseOn(response, error.code());
        }
        Buffer body = encode(answer);
        if (request.isEnded() || request.method() == HttpMethod.HEAD) {
            response.end(body);
        } else {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).write(body);
            discardRest(request);
        }
    }

    private static void adviseOn(HttpServerResponse response, ErrorCode code) {
        switch (code) {
            case NOT_AUTHENTICATED -> response.putHeader(WWW_AUTHENTICATE, "Bearer");
            case TOO_MANY_REQUESTS, UNAVAILABLE, NO_MEDIASERVER -> response.putHeader(RETRY_AFTER, "1");
            default -> {
                // The answer itself says what to do.
            }
        }
    }

    private void discardRest(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        long timer = vertx.setTimer(LINGER_MILLIS, id -> cut(request));
        long[] left = {discarded};
        request.handler(chunk -> {
            left[0] -= chunk.length();
            if (left[0] < 0) {
                vertx.cancelTimer(timer);
                cut(request);
            }
        });
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            if (!response.ended()) {
                response.end();
            }
        });
        request.resume();
    }

    private static void cut(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            response.end();
            response.reset();
        } else {
            response.end().onComplete(written -> request.connection().close());
        }
    }

    private Buffer encode(Answer answer) {
        ObjectNode envelope = mapper.createObjectNode();
        if (answer instanceof Answer.Error error) {
            envelope.put("result", "error").putObject("data").put("code", error.code().code())
                    .put("error", error.text());
        } else if (answer instanceof Answer.Ok ok) {
            envelope.put("result", "ok");
            ok.data().ifPresent(data -> envelope.set("data", data));
        }
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(envelope));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree that cannot be written", impossible);
        }
    }
}
