package io.mediary.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A client of the WebSocket door. It answers events and pings unless told not to, and keeps every event that came, the
 * repeated ones too. Thread-safe.
 */
public final class ApiClient implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** invalid_operation */
    private static final int REFUSAL = 100040;

    /** An error that the server answered. */
    public static final class ErrorAnswer extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int code;

        private ErrorAnswer(JsonNode data) {
            super(data.path("error").asText());
            this.code = data.path("code").asInt();
        }

        /** The error's number. */
        public int code() {
            return code;
        }
    }

    /**
     * An event that came.
     *
     * @param subclass subclass
     * @param type type
     * @param object obj_id
     * @param id event_id
     * @param body body
     * @param at when, {@link System#nanoTime()}
     */
    public record Received(String subclass, String type, String object, String id, JsonNode body, long at) {
    }

    private final Map<String, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final List<String> acks = new CopyOnWriteArrayList<>();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private final List<Received> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger tid = new AtomicInteger();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;
    private volatile boolean answering = true;
    private volatile String refused = "";
    private String session;

    private ApiClient(URI uri) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .buildAsync(uri, this)
                .join();
    }

    /** Connects and logs in as a new connection. */
    public static ApiClient login(URI uri, String user) {
        return login(uri, user, null);
    }

    /** Connects and logs in with a former connection's id. */
    public static ApiClient resume(URI uri, String user, String session) {
        return login(uri, user, session);
    }

    /** Connects and logs in by a token. */
    public static ApiClient withToken(URI uri, String token) {
        return login(uri, data("token", token));
    }

    private static ApiClient login(URI uri, String user, String former) {
        ObjectNode data = data("user", user);
        if (former != null) {
            data.put("session_id", former);
        }
        return login(uri, data);
    }

    private static ApiClient login(URI uri, ObjectNode data) {
        ApiClient client = new ApiClient(uri);
        client.session = client.request("core/user/login", data).path("session_id").asText();
        return client;
    }

    /** The connection's id. */
    public String session() {
        return session;
    }

    /** Sends a command, {@code media/session/create}, and does not wait. */
    public CompletableFuture<JsonNode> send(String command, JsonNode data) {
        String[] words = command.split("/");
        String id = "t" + tid.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("class", words[0]).put("cmd", words[words.length - 1]);
        if (words.length > 2) {
            message.put("subclass", words[1]);
        }
        message.put("tid", id).set("data", data);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        write(message);
        if (closed.isDone()) {
            answer.completeExceptionally(new IllegalStateException("closed: " + closed.join()));
        }
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Sends a command and waits.
     *
     * @return the answer's data; a missing node where it has none
     * @throws ErrorAnswer where the server answers an error
     */
    public JsonNode request(String command, JsonNode data) {
        try {
            return send(command, data).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ErrorAnswer error) {
                throw error;
            }
            throw e;
        }
    }

    /** The same, with data as key, value, key, value. */
    public JsonNode request(String command, Object... data) {
        return request(command, data(data));
    }

    /** An object of key, value, key, value. */
    public static ObjectNode data(Object... fields) {
        ObjectNode data = JSON.createObjectNode();
        for (int i = 0; i < fields.length; i += 2) {
            data.set((String) fields[i], JSON.valueToTree(fields[i + 1]));
        }
        return data;
    }

    /** All events so far, as they came. */
    public List<Received> events() {
        return List.copyOf(events);
    }

    /** The events of an object so far. */
    public List<Received> events(String object) {
        return events.stream().filter(event -> event.object().equals(object)).toList();
    }

    /** Tids for which an ack came. */
    public List<String> acks() {
        return List.copyOf(acks);
    }

    /** The server's other requests so far, whole. */
    public List<JsonNode> asked() {
        return List.copyOf(asked);
    }

    /** Answers a request that came while it did not answer by itself. */
    public void answer(JsonNode request) {
        write(JSON.createObjectNode().put("result", "ok").<ObjectNode>set("tid", request.get("tid")));
    }

    /** Tells the server that the answer to its request takes longer. */
    public void acknowledge(JsonNode request) {
        write(JSON.createObjectNode().set("ack", request.get("tid")));
    }

    /** Whether to answer the server's requests. */
    public void answering(boolean on) {
        answering = on;
    }

    /** From now on requests of this name are answered with an error. */
    public void refuse(String cmd) {
        refused = cmd;
    }

    /** Completes with the close code; 1006 where the connection broke. */
    public CompletableFuture<Integer> closed() {
        return closed;
    }

    /** Breaks the connection without a close frame. */
    public void drop() {
        socket.abort();
    }

    /** Closes in order: the connection's sessions end. */
    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(5, TimeUnit.SECONDS).exceptionally(gone -> null)
                    .join();
            // An abort before the other side has read the close frame would take the frame away from it.
            closed.copy().completeOnTimeout(-1, 5, TimeUnit.SECONDS).join();
        }
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            received(message);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        gone(code);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        gone(1006);
    }

    private void gone(int code) {
        closed.complete(code);
        open.values().forEach(answer -> answer.completeExceptionally(new IllegalStateException("closed: " + code)));
    }

    private void received(String message) {
        JsonNode json = parse(message);
        if (json.has("cmd")) {
            if (json.path("cmd").asText().equals("event")) {
                JsonNode event = json.path("data");
                events.add(new Received(event.path("subclass").asText(), event.path("type").asText(),
                        event.path("obj_id").asText(), event.path("event_id").asText(), event.path("body"),
                        System.nanoTime()));
            } else {
                asked.add(json);
            }
            if (answering && json.path("cmd").asText().equals(refused)) {
                write(JSON.createObjectNode().put("result", "error").<ObjectNode>set("tid", json.get("tid"))
                        .set("data", JSON.createObjectNode().put("code", REFUSAL).put("error", "Not now")));
            } else if (answering) {
                write(JSON.createObjectNode().put("result", "ok").<ObjectNode>set("tid", json.get("tid")));
            }
        } else if (json.has("ack")) {
            acks.add(json.get("ack").asText());
        } else {
            CompletableFuture<JsonNode> answer = open.remove(json.path("tid").asText());
            if (answer != null && json.path("result").asText().equals("ok")) {
                answer.complete(json.path("data"));
            } else if (answer != null) {
                answer.completeExceptionally(new ErrorAnswer(json.path("data")));
            }
        }
    }

    /** One message at a time: the JDK's socket refuses a second one while the first is being written. */
    private synchronized void write(JsonNode message) {
        if (!socket.isOutputClosed()) {
            socket.sendText(message.toString(), true).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .exceptionally(gone -> socket).join();
        }
    }

    private static JsonNode parse(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + message, e);
        }
    }
}
