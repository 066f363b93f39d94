package io.mediary.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One WebSocket of a {@link Caller}, with the rules of {@code mediary.js}: it answers events and pings, and takes a
 * connection for dead where an answer is missing. Asked to reconnect it takes nothing new, and goes when all is answered; what
 * the instance says by closing with 1012 not to have run is handed on. Thread-safe; blocks nowhere.
 */
final class Line implements WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Twice what {@code mediary.js} waits, for a busy machine. */
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration ACKED = Duration.ofSeconds(180);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int RESTART = 1012;

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

    /**
     * A command and its answer: fails with {@link ErrorAnswer} or {@link NoAnswer}.
     *
     * @param command {@code media/session/create}
     */
    record Request(String command, JsonNode data, CompletableFuture<JsonNode> answer) {
    }

    private record Asked(Request request, AtomicInteger acks) {
    }

    private final Consumer<JsonNode> events;
    private final BiConsumer<Line, List<Request>> lost;
    /** In the order in which they were sent; guarded by itself, as are the three states. */
    private final Map<Integer, Asked> open = new TreeMap<>();
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<?> written = CompletableFuture.completedFuture(null);
    private volatile WebSocket socket;
    private int tid;
    private boolean asked;
    private boolean retired;
    private boolean gone;

    private Line(Consumer<JsonNode> events, BiConsumer<Line, List<Request>> lost) {
        this.events = events;
        this.lost = lost;
    }

    /**
     * Connects.
     *
     * @param events gets each event in the order in which they come, before it is answered
     * @param lost is told once, by another thread, when the line is of no use any more, with the requests that the
     *            instance has not run and never will, in their order
     */
    static CompletableFuture<Line> dial(HttpClient http, URI door, Consumer<JsonNode> events,
            BiConsumer<Line, List<Request>> lost) {
        Line line = new Line(events, lost);
        return http.newWebSocketBuilder().connectTimeout(CONNECT).buildAsync(door, line)
                .orTimeout(2 * CONNECT.toSeconds(), TimeUnit.SECONDS)
                .thenApply(socket -> line);
    }

    /** Sends a request; false: it is of no use for new ones any more, and nothing was sent. */
    boolean send(Request request) {
        Asked now = new Asked(request, new AtomicInteger());
        int id;
        synchronized (open) {
            if (gone || retired) {
                return false;
            }
            id = ++tid;
            open.put(id, now);
        }
        String[] words = request.command().split("/");
        ObjectNode message = JSON.createObjectNode().put("class", words[0]).put("cmd", words[words.length - 1]);
        if (words.length > 2) {
            message.put("subclass", words[1]);
        }
        message.put("tid", id).set("data", request.data());
        write(message);
        await(now, ANSWER);
        request.answer().whenComplete((answer, failure) -> {
            synchronized (open) {
                open.remove(id);
            }
            leaveWhenAnswered();
        });
        return true;
    }

    /** Whether it takes commands. */
    boolean isOpen() {
        synchronized (open) {
            return !gone && !retired;
        }
    }

    /** Whether it was asked to go. */
    boolean isAsked() {
        synchronized (open) {
            return asked;
        }
    }

    /** Says goodbye: the connection's sessions end. */
    void leave() {
        synchronized (open) {
            gone = true;
        }
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    }

    private void await(Asked waiting, Duration time) {
        int acks = waiting.acks.get();
        later(time.toMillis(), () -> {
            if (!waiting.request.answer().isDone() && waiting.acks.get() == acks) {
                drop("no answer to " + waiting.request.command());
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
            if (!isGone()) {
                received(parse(message));
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        end("closed " + code + " " + reason, code == RESTART);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        drop(error.toString());
    }

    private void received(JsonNode message) {
        if (message.has("cmd")) {
            asked(message);
        } else if (message.has("ack")) {
            Asked waiting = waiting(message.path("ack").asInt());
            if (waiting != null) {
                waiting.acks.incrementAndGet();
                await(waiting, ACKED);
            }
        } else {
            Asked waiting = waiting(message.path("tid").asInt());
            if (waiting != null && message.path("result").asText().equals("ok")) {
                waiting.request.answer().complete(message.path("data"));
            } else if (waiting != null) {
                waiting.request.answer().completeExceptionally(new ErrorAnswer(message.path("data")));
            }
        }
    }

    private Asked waiting(int id) {
        synchronized (open) {
            return open.get(id);
        }
    }

    private void asked(JsonNode message) {
        if (message.path("cmd").asText().equals("event")) {
            events.accept(message.path("data"));
        }
        write(JSON.createObjectNode().put("result", "ok").<ObjectNode>set("tid", message.get("tid")));
        if (message.path("cmd").asText().equals("reconnect")) {
            synchronized (open) {
                asked = true;
            }
            later(message.path("data").path("delay").asLong(), this::retire);
        }
    }

    /** Takes no more commands, and goes when those that were sent are answered. */
    private void retire() {
        synchronized (open) {
            retired = true;
        }
        leaveWhenAnswered();
    }

    private void leaveWhenAnswered() {
        boolean done;
        synchronized (open) {
            done = retired && open.isEmpty();
        }
        if (done) {
            drop("asked to reconnect");
        }
    }

    private static void later(long millis, Runnable work) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(work);
    }

    boolean isGone() {
        synchronized (open) {
            return gone;
        }
    }

    /** It is of no use any more; nobody knows what became of what was sent. */
    void drop(String why) {
        end(why, false);
    }

    /** @param restart the instance stops, has answered what it ran, and closed: the rest was not run */
    private void end(String why, boolean restart) {
        List<Request> unanswered;
        boolean again;
        synchronized (open) {
            if (gone) {
                return;
            }
            gone = true;
            unanswered = new ArrayList<>();
            open.values().forEach(one -> unanswered.add(one.request));
            again = restart && asked;
        }
        socket.abort();
        if (!again) {
            unanswered.forEach(request -> request.answer().completeExceptionally(new NoAnswer(why)));
        }
        CompletableFuture.runAsync(() -> lost.accept(this, again ? unanswered : List.of()));
    }

    /** One message at a time: the JDK's socket refuses a second one while the first is being written. */
    private synchronized void write(JsonNode message) {
        written = written.handle((done, failure) -> null)
                .thenCompose(done -> isGone()
                        ? CompletableFuture.completedFuture(null)
                        : socket.sendText(message.toString(), true).exceptionally(failure -> {
                            drop(failure.toString());
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
