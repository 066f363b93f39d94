package io.mediary.signal;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/**
 * OpenTelemetry is on where {@code mediary.tracing.endpoint} is set and off everywhere else, unless
 * {@code quarkus.otel.sdk.disabled} says something itself. Loaded by name ({@code META-INF/services}). Stateless.
 */
public final class TracingSwitch implements ConfigSourceFactory {

    private static final String ENDPOINT = "mediary.tracing.endpoint";
    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    /** Below everything that an operator or a test sets, above Quarkus' own defaults. */
    private static final int ORDINAL = 50;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue endpoint = context.getValue(ENDPOINT);
        boolean traced = endpoint != null && endpoint.getValue() != null && !endpoint.getValue().isBlank();
        return List
                .of(new PropertiesConfigSource(Map.of(DISABLED, String.valueOf(!traced)), "tracing or not", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
