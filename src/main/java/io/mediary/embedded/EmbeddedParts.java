package io.mediary.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import org.jboss.logging.Logger;

import io.mediary.config.EmbeddedConfig;
import io.mediary.config.EmbeddedServices;
import io.mediary.config.OpenableUris;
import io.mediary.config.RecordingsConfig;
import io.mediary.config.WholeNumbers;
import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.quarkus.arc.properties.IfBuildProperty;
import io.vertx.core.Vertx;

/**
 * The embedded Redis and media server of this application, each started when it is first asked for and stopped with the
 * application. Not in packages that were built with `mediary.embedded.included=false`. Thread-safe.
 */
@ApplicationScoped
@IfBuildProperty(name = "mediary.embedded.included", stringValue = "true", enableIfMissing = true)
public class EmbeddedParts implements EmbeddedServices {

    private static final Logger LOG = Logger.getLogger(EmbeddedParts.class);
    private static final Duration COLLECTOR_PERIOD = Duration.ofSeconds(240);

    private final EmbeddedConfig config;
    private final RecordingsConfig recordings;
    private final Instance<Vertx> vertx;
    private final Instance<OpenableUris> uris;
    private EmbeddedRedis redis;
    private EmbeddedMediaServer mediaServer;

    /** Redis is asked for while Quarkus still starts, before there is a Vert.x: so that is looked up when needed. */
    EmbeddedParts(EmbeddedConfig config, Instance<Vertx> vertx, Instance<OpenableUris> uris,
            RecordingsConfig recordings) {
        this.config = config;
        this.recordings = recordings;
        this.vertx = vertx;
        this.uris = uris;
    }

    @Override
    public synchronized Optional<URI> redis() {
        if (!config.enabled()) {
            return Optional.empty();
        }
        if (redis == null) {
            WholeNumbers.port("mediary.embedded.redis-port", config.redisPort());
            redis = EmbeddedRedis.start(config.host(), config.redisPort());
            LOG.infof("Embedded Redis at %s", redis.url());
        }
        return Optional.of(redis.url());
    }

    @Override
    public synchronized Optional<URI> kurento() {
        if (!config.enabled()) {
            return Optional.empty();
        }
        if (mediaServer == null) {
            var options = new EmbeddedMediaServer.Options(config.host(), config.kurentoPort(), COLLECTOR_PERIOD);
            var engine = new LibraryMediaEngine(new EngineOptions(config.host(), new ConfiguredGuard(uris.get()))
                    .withRecordings(Path.of(recordings.directory())));
            mediaServer = new EmbeddedMediaServer(vertx.get(), engine, options).start();
            LOG.infof("Embedded media server at %s", mediaServer.url());
        }
        return Optional.of(mediaServer.url());
    }

    @PreDestroy
    synchronized void stop() {
        if (mediaServer != null) {
            mediaServer.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
