package io.mediary.testing;

import java.net.URI;
import java.time.Duration;

import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.InMemoryEngine;
import io.vertx.core.Vertx;

/**
 * The embedded media server in this JVM, over an engine that moves nothing: what is made and connected there is as real
 * as ever, and so cheap that a test can make thousands of sessions. Its garbage collector comes too seldom to hide what an
 * instance forgot. Thread-safe.
 */
public final class SilentMedia implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryEngine engine = new InMemoryEngine();
    private final EmbeddedMediaServer server;

    /** One on a free port of loopback. */
    public SilentMedia() {
        this(0);
    }

    /** One on a port of loopback: another process, where one ended there. */
    public SilentMedia(int port) {
        server = new EmbeddedMediaServer(vertx, engine,
                new EmbeddedMediaServer.Options("127.0.0.1", port, Duration.ofHours(24))).start();
    }

    /** Where instances connect. */
    public URI url() {
        return server.url();
    }

    /** How many media objects live: the one pipeline is one of them. */
    public int openObjects() {
        return server.openObjects();
    }

    /** Forgets the peers that were made so far, which the engine keeps for tests that play them. */
    public void forget() {
        engine.peers().clear();
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
