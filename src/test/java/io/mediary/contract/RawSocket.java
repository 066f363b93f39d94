package io.mediary.contract;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A WebSocket that shows each message as it came, pings and acks aside. What the server asks is answered with ok at once. */
final class RawSocket implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonNode> requests = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;
    private volatile int closed = -1;

    /** To the address of the WebSocket door as tests know it. */
    static RawSocket open(URI http) {
        return new RawSocket(URI.create(http.toString().replaceFirst("http", "ws")));
    }

    private RawSocket(URI uri) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .buildAsync(uri, this)
                .join();
    }

    synchronized void send(String message) {
        socket.sendText(message, true).join();
    }

    /** The next answer to a request. */
    JsonNode next() throws InterruptedException {
        JsonNode message = answers.poll(15, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message within 15 s" + (closed >= 0 ? "; closed with " + closed : ""));
        }
        return message;
    }

    /**
     * The next request of the server: it may overtake the answer to a request that caused it.
     *
     * @return empty where none comes in time
     */
    Optional<JsonNode> nextRequest(Duration atMost) throws InterruptedException {
        return Optional.ofNullable(requests.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
    }

    boolean isOpen() {
        return closed < 0;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                JsonNode message = JSON.readTree(text.toString());
                if (message.has("cmd")) {
                    send(JSON.createObjectNode().put("result", "ok").<ObjectNode>set(
                            "tid", message.get("tid")).toString());
                }
                if (!message.has("ack") && !message.path("cmd").asText().equals("ping")) {
                    (message.has("cmd") ? requests : answers).add(message);
                }
            } catch (JsonProcessingException notJson) {
                answers.add(JSON.getNodeFactory().textNode(text.toString()));
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed = statusCode;
        return null;
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
}
