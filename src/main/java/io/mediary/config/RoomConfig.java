package io.mediary.config;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How rooms live unless their creator says otherwise. */
@ConfigMapping(prefix = "mediary.room")
public interface RoomConfig {

    /** How long a room without a publisher lives: one that everybody forgot ends. Whole seconds, 5 s to 3 days. */
    @WithDefault("300s")
    Duration timeout();
}
