package io.mediary.config;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What an instance tells of itself. Prefix {@code mediary.signals}. */
@ConfigMapping(prefix = "mediary.signals")
public interface SignalsConfig {

    /** How often the sessions, rooms and recordings in Redis are counted for the metrics. Each instance counts its share. */
    @WithDefault("10s")
    Duration census();

    /** How often readiness is judged: as late can a probe hear of a change. */
    @WithDefault("1s")
    Duration judged();
}
