package io.mediary.embedded;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

/** A WebSocket that sends hand-made JSON-RPC, and keeps answers and events as they came. */
public final class RpcClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST = 16 * 1024 * 1024;
    private static final long TIMEOUT_SECONDS = 10;

    private final WebSocketClient client;
    private final WebSocket socket;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    private RpcClient(WebSocketClient client, WebSocket socket) {
        this.client = client;
        this.socket = socket;
        socket.textMessageHandler(text -> {
            if (text.contains("\"method\":\"onEvent\"")) {
                events.add(text);
            } else {
                answers.add(text);
            }
        });
        socket.exceptionHandler(failure -> {
        });
        socket.closeHandler(end -> closed
                .complete(Optional.ofNullable(socket.closeStatusCode()).map(Short::intValue).orElse(1006)));
    }

    /** Connects to the server's URL. */
    public static RpcClient connect(Vertx vertx, URI url) {
        WebSocketClient client = vertx
                .createWebSocketClient(
                        new WebSocketClientOptions().setMaxFrameSize(LARGEST).setMaxMessageSize(LARGEST));
        CompletableFuture<RpcClient> connected = new CompletableFuture<>();
        client.connect(
                new WebSocketConnectOptions().setHost(url.getHost()).setPort(url.getPort()).setURI(url.getPath()))
                .onSuccess(socket -> connected.complete(new RpcClient(client, socket)))
                .onFailure(connected::completeExceptionally);
        return get(connected);
    }

    /** Sends a text as it is. */
    public void send(String text) {
        socket.writeTextMessage(text);
    }

    /** The next message that is no event. */
    public String answer() {
        try {
            String answer = answers.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer came");
            }
            return answer;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether an answer is there. */
    public boolean answered() {
        return !answers.isEmpty();
    }

    /** The events so far. */
    public List<String> events() {
        return events;
    }

    /** The events of one type so far. */
    public List<JsonNode> events(String type) {
        return events.stream().map(RpcClient::json).map(event -> event.at("/params/value"))
                .filter(value -> value.path("type").asText().equals(type)).toList();
    }

    /** The close code, once the socket is closed; 1006 where nobody said goodbye. */
    public int closeCode() {
        return get(closed);
    }

    /** Sends a request and answers the whole response. */
    public JsonNode call(String method, ObjectNode params) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("id", UUID.randomUUID().toString())
                .put("method", method).put(
                        "jsonrpc",
                        "2.0");
        request.set("params", params);
        send(request.toString());
        return json(answer());
    }

    /** Calls a method with text parameters, given as names and values. */
    public JsonNode call(String method, String... params) {
        return call(method, object(params));
    }

    /** Creates an object and answers its id. */
    public String create(String type, String... constructorParams) {
        ObjectNode params = object("type", type);
        params.set("constructorParams", object(constructorParams));
        return call("create", params).at("/result/value").asText();
    }

    /** Invokes an operation with text parameters and answers the whole response. */
    public JsonNode invoke(String object, String operation, String... operationParams) {
        return invoke(object, operation, object(operationParams));
    }

    /** Invokes an operation and answers the whole response. */
    public JsonNode invoke(String object, String operation, ObjectNode operationParams) {
        ObjectNode params = object("object", object, "operation", operation);
        params.set("operationParams", operationParams);
        return call("invoke", params);
    }

    /** Subscribes to events of an object. */
    public void subscribe(String object, String... events) {
        for (String event : events) {
            call("subscribe", "object", object, "type", event);
        }
    }

    /** Breaks the connection without a goodbye. */
    public void cut() {
        client.close();
        get(closed);
    }

    @Override
    public void close() {
        client.close();
    }

    /** An object of texts, given as names and values. */
    public static ObjectNode object(String... pairs) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put(pairs[i], pairs[i + 1]);
        }
        return object;
    }

    /** Parses JSON that the test relies on. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
