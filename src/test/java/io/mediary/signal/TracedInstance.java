package io.mediary.signal;

import java.util.Map;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.quarkus.test.junit.QuarkusTestProfile;

/** Traces are on, and stay in this process. */
public class TracedInstance implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("mediary.tracing.endpoint", "http://localhost:4317", "quarkus.otel.bsp.schedule.delay", "100ms",
                "mediary.signals.census", "300ms", "mediary.signals.judged", "50ms");
    }

    /** Takes the exporter's place; nobody asks for it where traces are off. */
    static final class Spans {

        @Produces
        @Singleton
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }
    }
}
