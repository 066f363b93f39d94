package io.mediary.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.mediary.embedded.engine.MediaEngine;
import io.mediary.embedded.rpc.Client;
import io.mediary.embedded.rpc.KurentoProtocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * A media server that speaks Kurento's JSON-RPC over WebSocket at the path `/kurento`, for development, tests and small
 * try-outs. It needs no CDI. Thread-safe; {@link #start} and {@link #close} block and must not be called on an event
 * loop.
 */
public final class EmbeddedMediaServer implements AutoCloseable {

    private static final String PATH = "/kurento";
    private static final int LARGEST_MESSAGE = 4 * 1024 * 1024;
    private static final int MOST_SOCKETS = 1_000;
    private static final int INVALID_PATH = 1002;
    private static final int UPGRADE_REQUIRED = 426;
    private static final int UNAVAILABLE = 503;
    private static final long TIMEOUT_SECONDS = 10;

    /**
     * Where the server listens and how long it keeps what nobody uses.
     *
     * @param host the address to listen on
     * @param port the port; 0 takes any free one
     * @param garbageCollectorPeriod Kurento's `garbageCollectorPeriod`: objects of a session without open socket go
     *            after one to two of these; Kurento's default is 240 s
     */
    public record Options(String host, int port, Duration garbageCollectorPeriod) {

        /** Loopback, any free port, Kurento's own period. */
        public static Options loopback() {
            return new Options("127.0.0.1", 0, Duration.ofSeconds(240));
        }

        /** The same with another period. */
        public Options withGarbageCollectorPeriod(Duration period) {
            return new Options(host, port, period);
        }
    }

    private final Options options;
    private final KurentoProtocol protocol;
    private final HttpServer http;

    /** Makes a server that does not listen yet. It owns the engine and closes it when it is closed. */
    public EmbeddedMediaServer(Vertx vertx, MediaEngine engine, Options options) {
        this.options = options;
        this.protocol = new KurentoProtocol(engine, options.garbageCollectorPeriod());
        this.http = vertx.createHttpServer(new HttpServerOptions().setHost(options.host()).setPort(options.port())
                .setMaxWebSocketMessageSize(LARGEST_MESSAGE).setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                .setPerFrameWebSocketCompressionSupported(false).setPerMessageWebSocketCompressionSupported(false));
        http.requestHandler(this::accept);
    }

    /**
     * Starts to listen and answers itself.
     *
     * @throws IllegalStateException where the address cannot be bound; the server is closed then
     */
    public EmbeddedMediaServer start() {
        try {
            await(http.listen());
            return this;
        } catch (CompletionException e) {
            close();
            throw new IllegalStateException(
                    "The embedded media server cannot listen on " + options.host() + ":" + options.port(),
                    e.getCause());
        }
    }

    /** The address for Kurento clients, such as `ws://127.0.0.1:40123/kurento`; valid once started. */
    public URI url() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return URI.create("ws://" + host + ":" + http.actualPort() + PATH);
    }

    /** How many media objects are alive; Kurento's `ServerManager` is not counted. */
    public int openObjects() {
        return protocol.openObjects();
    }

    /** Closes all sockets, destroys all objects and closes the engine. Closing twice does nothing. */
    @Override
    public void close() {
        try {
            await(http.close());
        } finally {
            protocol.close();
        }
    }

    private void accept(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            request.response().setStatusCode(UPGRADE_REQUIRED).end();
            return;
        }
        if (protocol.sockets() >= MOST_SOCKETS) {
            request.response().setStatusCode(UNAVAILABLE).end();
            return;
        }
        HttpServerConnection connection = (HttpServerConnection) request.connection();
        request.toWebSocket().onSuccess(socket -> open(socket, connection));
    }

    private void open(ServerWebSocket socket, HttpServerConnection connection) {
        if (!PATH.equals(socket.path())) {
            socket.close((short) INVALID_PATH, "Invalid path");
            return;
        }
        SocketWire wire = new SocketWire(socket, connection);
        Client client = protocol.connected(wire);
        socket.textMessageHandler(client::message);
        socket.binaryMessageHandler(garbage -> wire.drop());
        socket.exceptionHandler(failure -> wire.drop());
        socket.closeHandler(closed -> protocol.gone(client));
    }

    private static void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }
}
