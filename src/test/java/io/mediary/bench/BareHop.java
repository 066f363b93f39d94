package io.mediary.bench;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * The least that an instance can be, as a process of its own: what a socket says is published in Redis, what is published
 * goes to all sockets. Arguments: {@code REDIS publish}, {@code REDIS deliver}; {@code echo} and {@code echo-deflate} do
 * without Redis and send back what comes. Prints {@code @} and its WebSocket's address.
 */
public final class BareHop {

    private static final String CHANNEL = "bench:hop";

    private BareHop() {
    }

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        Set<ServerWebSocket> sockets = ConcurrentHashMap.newKeySet();
        String what = arguments[arguments.length - 1];
        RedisConnection redis = what.startsWith("echo")
                ? null
                : Redis.createClient(vertx, arguments[0]).connect().toCompletionStage().toCompletableFuture().get();
        if (what.equals("deliver")) {
            redis.handler(message -> deliver(message, sockets));
            redis.send(Request.cmd(Command.SUBSCRIBE).arg(CHANNEL)).toCompletionStage().toCompletableFuture().get();
        }
        boolean deflate = what.equals("echo-deflate");
        int port = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
                .setPerMessageWebSocketCompressionSupported(deflate).setPerFrameWebSocketCompressionSupported(deflate))
                .webSocketHandler(socket -> {
                    sockets.add(socket);
                    socket.closeHandler(closed -> sockets.remove(socket));
                    socket.textMessageHandler(text -> {
                        if (redis == null) {
                            socket.writeTextMessage(text);
                        } else {
                            redis.send(Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(text));
                        }
                    });
                }).listen().toCompletionStage().toCompletableFuture().get().actualPort();
        System.out.println("@ws://127.0.0.1:" + port + "/");
    }

    private static void deliver(Response message, Set<ServerWebSocket> sockets) {
        if (message != null && message.size() == 3 && "message".equals(message.get(0).toString())) {
            sockets.forEach(socket -> socket.writeTextMessage(message.get(2).toString()));
        }
    }
}
