package io.mediary.connection;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

import org.awaitility.Awaitility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A client of the WebSocket door. Answers pings and events with ok, unless told otherwise. */
final class TestClient implements WebSocket.Listener, AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final Map<String, Function<JsonNode, ObjectNode>> commands = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final AtomicLong tids = new AtomicLong();
    private final WebSocket socket;
    private volatile boolean acknowledging = true;
    private volatile boolean pinging = true;
    private volatile int closed = -1;

    private TestClient(WebSocket.Builder builder, URI uri) {
        socket = builder.connectTimeout(PATIENCE).buildAsync(uri, this).join();
    }

    static TestClient open(URI http) {
        return open(http, builder -> builder);
    }

    static TestClient open(URI http, Function<WebSocket.Builder, WebSocket.Builder> options) {
        return new TestClient(options.apply(HTTP.newWebSocketBuilder()),
                URI.create(http.toString().replaceFirst("^http", "ws")));
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Takes events without answering them from now on, or answers the coming ones again. */
    TestClient acknowledging(boolean on) {
        acknowledging = on;
        return this;
    }

    TestClient pinging(boolean on) {
        pinging = on;
        return this;
    }

    /** How to answer a request of the server; null: not at all. */
    void on(String cmd, Function<JsonNode, ObjectNode> answer) {
        commands.put(cmd, answer);
    }

    void raw(String message) {
        synchronized (socket) {
            socket.sendText(message, true).join();
        }
    }

    void binary(byte[] bytes) {
        synchronized (socket) {
            socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        }
    }

    /** Sends a request class/subclass/cmd; returns its tid. */
    long send(String name, ObjectNode data) {
        long tid = tids.incrementAndGet();
        String[] words = name.split("/");
        ObjectNode request = object().put("class", words[0]).put("cmd", words[2]).put("tid", tid);
        if (!words[1].equals("-")) {
            request.put("subclass", words[1]);
        }
        raw(request.<ObjectNode>set("data", data).toString());
        return tid;
    }

    /** The response to a request. */
    JsonNode call(String name, ObjectNode data) {
        return response(send(name, data));
    }

    JsonNode response(long tid) {
        return await("response to " + tid, message -> message.has("result") && message.path("tid").asLong() == tid);
    }

    JsonNode await(String what, Predicate<JsonNode> wanted) {
        return Awaitility.await(what).atMost(PATIENCE).until(
                () -> received.stream().filter(wanted).findFirst().orElse(null), found -> found != null);
    }

    String login(ObjectNode data) {
        JsonNode answer = call("core/user/login", data);
        String id = answer.at("/data/session_id").asText();
        if (id.isEmpty()) {
            throw new AssertionError("no login: " + answer);
        }
        return id;
    }

    List<JsonNode> received() {
        return received;
    }

    /** The data of the events so far, in order. */
    List<JsonNode> events() {
        return events;
    }

    List<JsonNode> awaitEvents(int count) {
        Awaitility.await(count + " events").atMost(PATIENCE).until(() -> events.size() >= count);
        return events;
    }

    int awaitClosed() {
        Awaitility.await("close").atMost(PATIENCE).until(() -> closed >= 0);
        return closed;
    }

    boolean isOpen() {
        return closed < 0;
    }

    /** Goes without a goodbye. */
    void drop() {
        socket.abort();
    }

    void answer(JsonNode request, ObjectNode answer) {
        raw(answer.<ObjectNode>set("tid", request.get("tid")).toString());
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                message(JSON.readTree(text.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the server sent " + text, e);
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void message(JsonNode message) {
        received.add(message);
        String cmd = message.path("cmd").asText();
        ObjectNode ok = object().put("result", "ok");
        if (cmd.equals("event")) {
            events.add(message.get("data"));
            if (acknowledging) {
                answer(message, ok);
            }
        } else if (cmd.equals("ping") && pinging) {
            answer(message, ok);
        } else if (commands.containsKey(cmd)) {
            ObjectNode answer = commands.get(cmd).apply(message);
            if (answer != null) {
                answer(message, answer);
            }
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed = statusCode;
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        if (closed < 0) {
            closed = 1006;
        }
    }

    @Override
    public void close() {
        if (isOpen() && !socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }
}
