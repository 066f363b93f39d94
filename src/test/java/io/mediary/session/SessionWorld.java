package io.mediary.session;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;

import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.InMemoryEngine;
import io.mediary.testing.RedisProcess;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;

/** A Redis and a media server of the test's own: their contents can be counted, and the test says what the media's peers tell. */
public final class SessionWorld implements QuarkusTestResourceLifecycleManager {

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryEngine engine = new InMemoryEngine();
    private RedisProcess redis;
    private EmbeddedMediaServer media;

    @Override
    public Map<String, String> start() {
        redis = new RedisProcess();
        media = new EmbeddedMediaServer(vertx, engine,
                EmbeddedMediaServer.Options.loopback().withGarbageCollectorPeriod(Duration.ofMinutes(30))).start();
        return Map.of("quarkus.redis.hosts", redis.url().toString(), "mediary.kurento.urls", media.url().toString(),
                "mediary.uris.allow", "file:///films/");
    }

    @Override
    public void stop() {
        media.close();
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(SessionWorld.class));
    }

    RedisProcess redis() {
        return redis;
    }

    InMemoryEngine engine() {
        return engine;
    }

    /** Where the media server listens. */
    URI mediaUrl() {
        return media.url();
    }

    /** Media objects that live; the pipeline is one. */
    int openObjects() {
        return media.openObjects();
    }

    /** How many peers were made so far: the next one has this number. */
    int peers() {
        return engine.peers().size();
    }

    /** The peer with this number, as soon as it is there. */
    InMemoryEngine.Peer peer(int number) {
        List<InMemoryEngine.Peer> peers = engine.peers();
        Awaitility.await("peer " + number).until(() -> peers.size() > number);
        return peers.get(number);
    }
}
