package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.mediary.config.KurentoConfig;
import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.InMemoryEngine;
import io.mediary.embedded.engine.MediaEngine;
import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;
import io.vertx.core.Vertx;

/** A media server behind a relay for each test, and instances that use it. Needs a {@link RealRedis} registered before it. */
final class MediaServerFixture implements BeforeEachCallback, AfterEachCallback {

    private final RealRedis redis;
    private final Supplier<? extends MediaEngine> engines;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Vertx vertx;
    private MediaEngine engine;
    private EmbeddedMediaServer server;
    private Relay relay;

    /** A server whose media the test makes up. */
    MediaServerFixture(RealRedis redis) {
        this(redis, InMemoryEngine::new);
    }

    /** A server with another engine. */
    MediaServerFixture(RealRedis redis, Supplier<? extends MediaEngine> engines) {
        this.redis = redis;
        this.engines = engines;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        vertx = Vertx.vertx();
        engine = engines.get();
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
        return (InMemoryEngine) engine;
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
        return instance(id, since -> true, settings);
    }

    /** The same, and whether nobody can have taken it for dead since a moment. */
    TestPlane instance(String id, LongPredicate unquestioned, String... settings) {
        TestPlane plane = TestPlane.start(vertx, config -> registry(id, config, unquestioned), id,
                List.of(relay.url()), settings);
        open.add(plane);
        return plane;
    }

    /** Who owns which Kurento session. */
    Ownership ownership() {
        return new RedisOwnership(new Scripts(redis.redis(), RealRedis.config()));
    }

    NodeRegistry registry(String instance) {
        return registry(instance, TestPlane.config(), since -> true);
    }

    private NodeRegistry registry(String instance, KurentoConfig config, LongPredicate unquestioned) {
        return new RedisNodeRegistry(new Scripts(redis.redis(), RealRedis.config()), instance, config, unquestioned);
    }
}
