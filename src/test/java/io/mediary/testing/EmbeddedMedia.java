package io.mediary.testing;

import java.net.URI;
import java.time.Duration;

import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.vertx.core.Vertx;

/**
 * The embedded media server in this JVM, so that a test can count what lives in it. Its garbage collector comes too
 * seldom to hide what an instance forgot.
 */
public final class EmbeddedMedia implements MediaServer {

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedMediaServer server;

    /** Starts it. */
    public EmbeddedMedia() {
        server = new EmbeddedMediaServer(vertx, new LibraryMediaEngine(EngineOptions.loopback()),
                EmbeddedMediaServer.Options.loopback().withGarbageCollectorPeriod(Duration.ofMinutes(30))).start();
    }

    @Override
    public URI url() {
        return server.url();
    }

    @Override
    public int openObjects() {
        return server.openObjects();
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
