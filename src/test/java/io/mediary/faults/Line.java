package io.mediary.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One WebSocket of a {@link Caller}, with the rules of {@code mediary.js}: it answers events and pings, leaves when it is
 * asked to reconnect, and takes a connection for dead where an answer is missing. Thread-safe; blocks nowhere.
 */
final class Line implements WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Twice what {@code mediary.js} waits, for a busy machine. */
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration ACKED = Duration.ofSeconds(180);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** The server answered an error. */
    static final class ErrorAnswer extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int code;

        private ErrorAnswer(JsonNode data) {
            super(data.path("code").asInt() + " " + data.path("error").asText());
            code = data.path("code").asInt();
        }

        int code() {
            return code;
        }
    }

    /** The connection went before the answer came: nobody knows whether the command was done. */
    static final class NoAnswer extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoAnswer(String why) {
            super(why);
        }
    }

    private record Asked(CompletableFuture<JsonNode> answer, AtomicInteger acks) {
    }

    private final Consumer<JsonNode> events;
    private final Consumer<Line> lost;
    private final Map<String, Asked> open = new ConcurrentHashMap<>();
    private final AtomicInteger tid = new AtomicInteger();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<?> written = CompletableFuture.completedFuture(null);
    private volatile WebSocket socket;
    private volatile boolean retired;

    private Line(Consumer<JsonNode> events, Consumer<Line> lost) {
        this.events = events;
        this.lost = lost;
    }

    /**
     * Connects.
     *
     * @param events gets each event in the order in which they come, before it is answered
     * @param lost is told once when the line is of no use any more
     */
    static CompletableFuture<Line> dial(HttpClient http, URI door, Consumer<JsonNode> events, Consumer<Line> lost) {
        Line line = new Line(events, lost);
        return http.newWebSocketBuilder().connectTimeout(CONNECT).buildAsync(door, line)
                .orTimeout(2 * CONNECT.toSeconds(), TimeUnit.SECONDS)
                .thenApply(socket -> line);
    }

    /** Sends a command, {@code media/session/create}; fails with {@link ErrorAnswer} or {@link NoAnswer}. */
    CompletableFuture<JsonNode> send(String command, JsonNode data) {
        String[] words = command.split("/");
        String id = "t" + tid.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("class", words[0]).put("cmd", words[words.length - 1]);
        if (words.length > 2) {
            message.put("subclass", words[1]);
        }
        message.put("tid", id).set("data", data);
        Asked asked = new Asked(new CompletableFuture<>(), new AtomicInteger());
        open.put(id, asked);
        if (gone.get()) {
            asked.answer.completeExceptionally(new NoAnswer("the connection is away"));
        }
        write(message);
        await(command, asked, ANSWER);
        return asked.answer.whenComplete((answer, failure) -> {
            open.remove(id);
            leaveWhenAnswered();
        });
    }

    /** Whether it was asked to go: it takes no more commands. */
    boolean isRetired() {
        return retired;
    }

    /** Says goodbye: the connection's sessions end. */
    void leave() {
        gone.set(true);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    }

    private void await(String command, Asked asked, Duration time) {
        int acks = asked.acks.get();
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS).execute(() -> {
            if (!asked.answer.isDone() && asked.acks.get() == acks) {
                end("no answer to " + command);
            }
        });
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        socket = webSocket;
        webSocket.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            if (!gone.get()) {
                received(parse(message));
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        end("closed " + code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        end(error.toString());
    }

    private void received(JsonNode message) {
        if (message.has("cmd")) {
            asked(message);
        } else if (message.has("ack")) {
            Asked asked = open.get(message.path("ack").asText());
            if (asked != null) {
                asked.acks.incrementAndGet();
                await("an acknowledged command", asked, ACKED);
            }
        } else {
            Asked asked = open.get(message.path("tid").asText());
            if (asked != null && message.path("result").asText().equals("ok")) {
                asked.answer.complete(message.path("data"));
            } else if (asked != null) {
                asked.answer.completeExceptionally(new ErrorAnswer(message.path("data")));
            }
        }
    }

    private void asked(JsonNode message) {
        if (message.path("cmd").asText().equals("event")) {
            events.accept(message.path("data"));
        }
        write(JSON.createObjectNode().put("result", "ok").<ObjectNode>set("tid", message.get("tid")));
        if (message.path("cmd").asText().equals("reconnect")) {
            later(message.path("data").path("delay").asLong()).execute(this::retire);
        }
    }

    /** Takes no more commands, and goes when those that were sent are answered. */
    private void retire() {
        retired = true;
        leaveWhenAnswered();
        later(ANSWER.toMillis()).execute(() -> end("asked to reconnect"));
    }

    private void leaveWhenAnswered() {
        if (retired && open.isEmpty()) {
            end("asked to reconnect");
        }
    }

    private static Executor later(long millis) {
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }

    private void end(String why) {
        if (gone.compareAndSet(false, true)) {
            socket.abort();
            open.values().forEach(asked -> asked.answer.completeExceptionally(new NoAnswer(why)));
            lost.accept(this);
        }
    }

    /** One message at a time: the JDK's socket refuses a second one while the first is being written. */
    private synchronized void write(JsonNode message) {
        written = written.handle((done, failure) -> null)
                .thenCompose(done -> gone.get()
                        ? CompletableFuture.completedFuture(null)
                        : socket.sendText(message.toString(), true).exceptionally(failure -> {
                            end(failure.toString());
                            return socket;
                        }));
    }

    private static JsonNode parse(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + message, e);
        }
    }
}
