package io.mediary.media.kurento;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.kurento.jsonrpc.JsonRpcErrorException;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.signal.Step;
import io.mediary.signal.Steps;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;

/**
 * JSON-RPC over one WebSocket, from its handshake to its end. Requests go out in the order of their subscription; each
 * ends with its answer, its timeout, or the end of the socket. Events are handed on in the order of their arrival, on
 * the socket's event loop. A socket that is closed here has ended, whatever becomes of the goodbye. Thread-safe.
 */
final class RpcSocket {

    private static final Logger LOG = Logger.getLogger(RpcSocket.class);

    private final Vertx vertx;
    private final Context context;
    private final WebSocket socket;
    private final Duration timeout;
    private final int mostInFlight;
    private final Steps steps;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private Consumer<JsonObject> events = event -> LOG.debugf("An event before anybody listens: %s", event);
    private Runnable end = () -> {
    };
    private boolean ended;
    private volatile long answered = System.nanoTime();

    /** @param context the socket's event loop */
    RpcSocket(Context context, WebSocket socket, Duration timeout, int mostInFlight, Steps steps) {
        this.vertx = context.owner();
        this.context = context;
        this.socket = socket;
        this.timeout = timeout;
        this.mostInFlight = mostInFlight;
        this.steps = steps;
        socket.exceptionHandler(failure -> LOG.debugf("Socket to a media server: %s", failure.toString()));
        socket.closeHandler(closed -> ended());
        socket.textMessageHandler(this::message);
    }

    /** Says where events go and who is told, once, that the socket ended. Called on the socket's event loop before anything is sent. */
    synchronized void listen(Consumer<JsonObject> onEvent, Runnable onEnd) {
        events = onEvent;
        end = onEnd;
    }

    /**
     * Sends a request when subscribed to.
     *
     * @param id never used before
     * @return the answer's result; fails with {@link JsonRpcErrorException} for the server's errors,
     *         {@link UnansweredException} where no answer came, and a {@link Failure} where nothing was sent
     */
    Uni<JsonElement> request(String id, String method, JsonObject params) {
        return steps.watched(Step.KURENTO, method,
                () -> Uni.createFrom().emitter(emitter -> send(id, method, params, emitter)));
    }

    /** Closes it with a goodbye, for whose answer nobody waits: what is pending fails, and what still comes is not heard. Closing twice does nothing. */
    void close() {
        socket.close();
        context.runOnContext(now -> ended());
    }

    /** How long ago the server answered any request, or the socket was opened. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - answered);
    }

    /** Whether nothing is being asked. */
    synchronized boolean isIdle() {
        return pending.isEmpty();
    }

    /** Whether requests can be sent. */
    synchronized boolean isOpen() {
        return !ended;
    }

    private void send(String id, String method, JsonObject params, UniEmitter<? super JsonElement> emitter) {
        JsonObject request = new JsonObject();
        request.addProperty("id", id);
        request.addProperty("method", method);
        request.add("params", params);
        request.addProperty("jsonrpc", "2.0");
        String text = request.toString();
        synchronized (this) {
            if (!ended && pending.size() < mostInFlight) {
                long timer = vertx.setTimer(timeout.toMillis(), late -> late(id, method));
                pending.put(id, new Pending(emitter, timer));
                socket.writeTextMessage(text);
                return;
            }
        }
        emitter.fail(Failure.of(ErrorCode.UNAVAILABLE));
    }

    private void late(String id, String method) {
        take(id).ifPresent(request -> request.emitter()
                .fail(new UnansweredException(ErrorCode.TIMEOUT, method + " was not answered in time")));
    }

    private void message(String text) {
        try {
            JsonObject message = JsonParser.parseString(text).getAsJsonObject();
            if (message.has("method")) {
                event(message);
            } else {
                answer(message);
            }
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            LOG.warnf("A media server sends what is not JSON-RPC; its socket is closed: %s", e.getMessage());
            close();
        }
    }

    private void event(JsonObject message) {
        if (!"onEvent".equals(message.get("method").getAsString())) {
            LOG.debugf("A request of the media server is ignored: %s", message.get("method"));
            return;
        }
        Consumer<JsonObject> to;
        synchronized (this) {
            if (ended) {
                return;
            }
            to = events;
        }
        to.accept(message.getAsJsonObject("params").getAsJsonObject("value"));
    }

    private void answer(JsonObject message) {
        answered = System.nanoTime();
        JsonElement id = message.get("id");
        if (id == null || !id.isJsonPrimitive()) {
            LOG.warnf("An answer without id: %s", message);
            return;
        }
        Optional<Pending> request = take(id.getAsString());
        if (request.isEmpty()) {
            LOG.debugf("An answer that nobody waits for any more: %s", id);
            return;
        }
        UniEmitter<? super JsonElement> emitter = request.get().emitter();
        vertx.cancelTimer(request.get().timer());
        if (message.has("error")) {
            emitter.fail(failure(message.getAsJsonObject("error")));
        } else {
            emitter.complete(message.has("result") ? message.get("result") : JsonNull.INSTANCE);
        }
    }

    private static JsonRpcErrorException failure(JsonObject error) {
        return new JsonRpcErrorException(error.get("code").getAsInt(), error.get("message").getAsString(),
                error.get("data"));
    }

    private synchronized Optional<Pending> take(String id) {
        return Optional.ofNullable(pending.remove(id));
    }

    private void ended() {
        List<Pending> unanswered;
        Runnable told;
        synchronized (this) {
            ended = true;
            unanswered = List.copyOf(pending.values());
            pending.clear();
            told = end;
            end = () -> {
            };
        }
        for (Pending request : unanswered) {
            vertx.cancelTimer(request.timer());
            request.emitter().fail(
                    new UnansweredException(ErrorCode.UNAVAILABLE, "the socket ended before the answer came"));
        }
        told.run();
    }

    private record Pending(UniEmitter<? super JsonElement> emitter, long timer) {
    }
}
