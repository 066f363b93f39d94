package io.mediary.media.kurento;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;

/** Stands between the adapter and a media server: sees what passes, keeps it back, breaks sockets, and changes the server. */
final class Relay implements AutoCloseable {

    private final String host;
    private final HttpServer server;
    private final WebSocketClient client;
    private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile URI target;
    private volatile Predicate<JsonObject> swallowedRequest = request -> false;
    private volatile Predicate<JsonObject> swallowedAnswer = answer -> false;
    private final AtomicReference<Held> held = new AtomicReference<>();
    private volatile boolean refusing;
    private volatile boolean hanging;
    private final List<Channel> channels = new CopyOnWriteArrayList<>();

    Relay(Vertx vertx, URI target) {
        this(vertx, target, "127.0.0.1", 0);
    }

    /** One at an address of loopback; port 0 is any. */
    Relay(Vertx vertx, URI target, String host, int port) {
        this.target = target;
        this.host = host;
        this.client = vertx.createWebSocketClient();
        this.server = await(vertx.createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
                .requestHandler(this::asked).listen());
    }

    /** The address under which the adapter finds the server. */
    URI url() {
        return URI.create("ws://" + host + ":" + server.actualPort() + "/kurento");
    }

    /** From the next socket on another server answers. */
    void lead(URI other) {
        target = other;
    }

    /** Requests that never arrive. */
    void swallowRequests(Predicate<JsonObject> which) {
        swallowedRequest = which;
    }

    /** Answers that never arrive. */
    void swallowAnswers(Predicate<JsonObject> which) {
        swallowedAnswer = which;
    }

    /** The next answer that contains a text arrives after something was done; nothing overtakes it. */
    void hold(String text, Supplier<CompletionStage<?>> meanwhile) {
        held.set(new Held(text, meanwhile));
    }

    /** Whether new sockets are closed at once. */
    void refuse(boolean now) {
        refusing = now;
    }

    /** Breaks all sockets. */
    void cut() {
        sockets.forEach(ServerWebSocket::close);
    }

    /** The server's host stands still: what there is stays open and silent, goodbyes and new sockets included. */
    void hang() {
        hanging = true;
        channels.forEach(channel -> channel.config().setAutoRead(false));
    }

    /** How many sockets are open. */
    int sockets() {
        return sockets.size();
    }

    /** Everything that was asked, in order. */
    List<JsonObject> requests() {
        return requests.stream().map(JsonObject::new).toList();
    }

    /** Everything that was asked but pings. */
    List<JsonObject> calls() {
        return requests().stream().filter(request -> !"ping".equals(request.getString("method"))).toList();
    }

    /**
     * The operations of all transactions, in order, each with its kind of media; what is no invocation by its method.
     */
    List<String> operations() {
        return calls().stream().flatMap(call -> call.getJsonObject("params").getJsonArray("operations").stream())
                .map(JsonObject.class::cast).map(Relay::operation).toList();
    }

    /** The elements of which events of a type were asked for. */
    List<String> subscriptions(String type) {
        return calls().stream().filter(call -> call.getJsonObject("params").containsKey("operations"))
                .flatMap(call -> call.getJsonObject("params").getJsonArray("operations").stream())
                .map(JsonObject.class::cast).filter(request -> "subscribe".equals(request.getString("method")))
                .map(request -> request.getJsonObject("params"))
                .filter(params -> type.equals(params.getString("type"))).map(params -> params.getString("object"))
                .toList();
    }

    private static String operation(JsonObject request) {
        JsonObject params = request.getJsonObject("params");
        String name = params.getString("operation", request.getString("method"));
        String kind = params.getJsonObject("operationParams", new JsonObject()).getString("mediaType");
        return kind == null ? name : name + " " + kind;
    }

    /** Forgets what was asked. */
    void forget() {
        requests.clear();
    }

    @Override
    public void close() {
        await(server.close());
        client.close();
    }

    /** Not by a handler of sockets: Quarkus switches those off for the whole JVM. */
    private void asked(HttpServerRequest request) {
        if (hanging) {
            return;
        }
        channels.add(((ConnectionBase) request.connection()).channel());
        if (refusing) {
            request.response().setStatusCode(503).end();
        } else {
            request.toWebSocket().onSuccess(this::accept);
        }
    }

    private void accept(ServerWebSocket near) {
        near.pause();
        URI to = target;
        client.connect(
                new WebSocketConnectOptions().setHost(to.getHost()).setPort(to.getPort()).setURI(to.getPath()))
                .onSuccess(far -> join(near, far)).onFailure(failure -> near.close());
    }

    private void join(ServerWebSocket near, WebSocket far) {
        sockets.add(near);
        near.textMessageHandler(text -> {
            requests.add(text);
            if (!swallowedRequest.test(new JsonObject(text))) {
                far.writeTextMessage(text);
            }
        });
        far.textMessageHandler(text -> {
            Held now = held.get();
            if (now != null && text.contains(now.text()) && held.compareAndSet(now, null)) {
                far.pause();
                Future.fromCompletionStage(now.meanwhile().get()).onComplete(done -> {
                    near.writeTextMessage(text);
                    far.resume();
                });
            } else if (!swallowedAnswer.test(new JsonObject(text))) {
                near.writeTextMessage(text);
            }
        });
        near.closeHandler(closed -> {
            sockets.remove(near);
            far.close();
        });
        far.closeHandler(closed -> near.close());
        near.resume();
    }

    private record Held(String text, Supplier<CompletionStage<?>> meanwhile) {
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
