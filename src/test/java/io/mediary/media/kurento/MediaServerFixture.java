package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.InMemoryEngine;
import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;
import io.vertx.core.Vertx;

/** A media server behind a relay for each test, and instances that use it. Needs a {@link RealRedis} registered before it. */
final class MediaServerFixture implements BeforeEachCallback, AfterEachCallback {

    private final RealRedis redis;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Vertx vertx;
    private InMemoryEngine engine;
    private EmbeddedMediaServer server;
    private Relay relay;

    MediaServerFixture(RealRedis redis) {
        this.redis = redis;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        vertx = Vertx.vertx();
        engine = new InMemoryEngine();
        server = new EmbeddedMediaServer(vertx, engine, EmbeddedMediaServer.Options.loopback()).start();
        relay = new Relay(vertx, server.url());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
        relay.close();
        server.close();
        vertx.close();
    }

    Vertx vertx() {
        return vertx;
    }

    InMemoryEngine engine() {
        return engine;
    }

    EmbeddedMediaServer server() {
        return server;
    }

    Relay relay() {
        return relay;
    }

    /** The server's process ends, another starts at the same address. */
    EmbeddedMediaServer restartServer() {
        EmbeddedMediaServer next = new EmbeddedMediaServer(vertx, new InMemoryEngine(),
                EmbeddedMediaServer.Options.loopback()).start();
        open.add(0, next);
        relay.lead(next.url());
        relay.cut();
        return next;
    }

    /** An instance that uses the server through the relay. */
    TestPlane instance(String id, String... settings) {
        TestPlane plane = TestPlane.start(vertx, registry(id), id, List.of(relay.url()), settings);
        open.add(plane);
        return plane;
    }

    NodeRegistry registry(String instance) {
        return new RedisNodeRegistry(new Scripts(redis.redis(), RealRedis.config()), instance);
    }
}
