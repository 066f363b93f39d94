package io.mediary.config;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long sessions live unless their creator says otherwise. */
@ConfigMapping(prefix = "mediary.session")
public interface SessionConfig {

    /** Until the answer must be there: a client that never answers does not hold media for ever. Whole seconds. */
    @WithDefault("60s")
    Duration waitTimeout();

    /** From the answer on: a session that everybody forgot ends. Whole seconds. */
    @WithDefault("86400s")
    Duration readyTimeout();
}
