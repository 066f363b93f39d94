package io.mediary.testing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;

/** A web server on loopback that counts what reaches it, be it only a connection. */
public final class WebServer implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final HttpServer server;

    /** One that answers every request with 200 and nothing. */
    public WebServer() throws Exception {
        this(Optional.empty(), request -> request.response().end());
    }

    /**
     * One that answers as the test says.
     *
     * @param key what it shows for https; empty: http
     */
    public WebServer(Optional<KeyCertOptions> key, Handler<HttpServerRequest> answer) throws Exception {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
        key.ifPresent(shown -> options.setSsl(true).setKeyCertOptions(shown));
        server = vertx.createHttpServer(options).connectionHandler(connection -> {
            connections.incrementAndGet();
            open.incrementAndGet();
            connection.closeHandler(closed -> open.decrementAndGet());
        }).requestHandler(request -> {
            requests.add(request.method() + " " + request.uri());
            answer.handle(request);
        });
        server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Its port on 127.0.0.1. */
    public int port() {
        return server.actualPort();
    }

    /** Method and path of every request so far. */
    public List<String> requests() {
        return requests;
    }

    /** How many connections there were. */
    public int connections() {
        return connections.get();
    }

    /** How many connections there are. */
    public int open() {
        return open.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
