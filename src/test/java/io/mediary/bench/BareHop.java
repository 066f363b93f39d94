package io.mediary.bench;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * The least that an instance can be, as a process of its own. Arguments: {@code REDIS hear MEDIA} listens to an endpoint of
 * its own at a media server, and publishes in Redis what that tells, as it comes; {@code REDIS deliver}: what is published
 * goes to all sockets; {@code echo} and {@code echo-deflate} do without Redis and send back what comes. Prints {@code @} and
 * its WebSocket's address, or the media server's.
 */
public final class BareHop {

    private static final String CHANNEL = "bench:hop";

    private BareHop() {
    }

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        String last = arguments[arguments.length - 1];
        if (last.startsWith("echo")) {
            serve(vertx, last.equals("echo-deflate"), socket -> socket.textMessageHandler(socket::writeTextMessage));
            return;
        }
        RedisConnection redis = got(Redis.createClient(vertx, arguments[0]).connect());
        if (arguments[1].equals("hear")) {
            hear(vertx, last, redis);
            return;
        }
        Set<ServerWebSocket> sockets = ConcurrentHashMap.newKeySet();
        redis.handler(message -> deliver(message, sockets));
        got(redis.send(Request.cmd(Command.SUBSCRIBE).arg(CHANNEL)));
        serve(vertx, false, socket -> {
            sockets.add(socket);
            socket.closeHandler(closed -> sockets.remove(socket));
        });
    }

    private static void serve(Vertx vertx, boolean deflate, Handler<ServerWebSocket> each) throws Exception {
        int port = got(vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
                .setPerMessageWebSocketCompressionSupported(deflate).setPerFrameWebSocketCompressionSupported(deflate))
                .webSocketHandler(each).listen()).actualPort();
        System.out.println("@ws://127.0.0.1:" + port + "/");
    }

    private static void hear(Vertx vertx, String media, RedisConnection redis) throws Exception {
        WebSocket socket = got(vertx.createWebSocketClient().connect(
                new WebSocketConnectOptions().setAbsoluteURI(media)));
        BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
        socket.textMessageHandler(text -> {
            if (text.contains("\"onEvent\"")) {
                redis.send(Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(text));
            } else {
                answers.add(new JsonObject(text));
            }
        });
        JsonObject none = new JsonObject();
        String session = asked(socket, answers, "connect", none).getString("sessionId");
        String pipeline = created(socket, answers, session, "MediaPipeline", none);
        String endpoint = created(socket, answers, session, "WebRtcEndpoint",
                new JsonObject().put("mediaPipeline", pipeline));
        asked(socket, answers, "invoke", new JsonObject().put("object", endpoint).put("operation", "generateOffer")
                .put("operationParams", none).put("sessionId", session));
        asked(socket, answers, "subscribe", new JsonObject().put("type", "MediaFlowInStateChanged")
                .put("object", endpoint).put("sessionId", session));
        System.out.println("@" + media);
    }

    private static String created(WebSocket socket, BlockingQueue<JsonObject> answers, String session, String type,
            JsonObject parameters) throws Exception {
        return asked(socket, answers, "create", new JsonObject().put("type", type)
                .put("constructorParams", parameters).put("properties", new JsonObject()).put("sessionId", session))
                .getString("value");
    }

    private static JsonObject asked(WebSocket socket, BlockingQueue<JsonObject> answers, String method,
            JsonObject parameters) throws Exception {
        got(socket.writeTextMessage(
                new JsonObject().put("jsonrpc", "2.0").put("id", UUID.randomUUID().toString()).put("method", method)
                        .put("params", parameters).encode()));
        JsonObject answer = answers.poll(30, TimeUnit.SECONDS);
        if (answer == null || !answer.containsKey("result")) {
            throw new IllegalStateException(method + ": " + answer);
        }
        return answer.getJsonObject("result");
    }

    private static <T> T got(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void deliver(Response message, Set<ServerWebSocket> sockets) {
        if (message != null && message.size() == 3 && "message".equals(message.get(0).toString())) {
            sockets.forEach(socket -> socket.writeTextMessage(message.get(2).toString()));
        }
    }
}
