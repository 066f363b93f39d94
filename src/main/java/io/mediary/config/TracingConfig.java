package io.mediary.config;

import java.net.URI;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Traces, by OpenTelemetry. Prefix {@code mediary.tracing}. */
@ConfigMapping(prefix = "mediary.tracing")
public interface TracingConfig {

    /**
     * Where spans go: an OTLP collector's address, {@code http://collector:4317}. Without it nothing is traced, and tracing costs
     * nothing. Protocol, headers and certificates are set by {@code quarkus.otel.exporter.otlp.*}.
     */
    Optional<URI> endpoint();

    /** The part of the traces that begin here and are kept, from 0 to 1. Those that a client has begun are kept as its headers say. */
    @WithDefault("1.0")
    double ratio();
}
