package io.mediary.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.vertx.core.Vertx;

/** A fresh media server without media for each test, and the sockets to it. */
public final class ServerFixture implements BeforeEachCallback, AfterEachCallback {

    private final Duration period;
    private final List<RpcClient> clients = new ArrayList<>();
    private Vertx vertx;
    private InMemoryEngine engine;
    private EmbeddedMediaServer server;

    /** A server with Kurento's own garbage collector period. */
    public ServerFixture() {
        this(Duration.ofSeconds(240));
    }

    public ServerFixture(Duration period) {
        this.period = period;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        vertx = Vertx.vertx();
        engine = new InMemoryEngine();
        server = new EmbeddedMediaServer(vertx, engine,
                EmbeddedMediaServer.Options.loopback().withGarbageCollectorPeriod(period)).start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        clients.forEach(RpcClient::close);
        clients.clear();
        server.close();
        vertx.close();
    }

    public EmbeddedMediaServer server() {
        return server;
    }

    public InMemoryEngine engine() {
        return engine;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** A new socket to the server. */
    public RpcClient connect() {
        RpcClient client = RpcClient.connect(vertx, server.url());
        clients.add(client);
        return client;
    }
}
