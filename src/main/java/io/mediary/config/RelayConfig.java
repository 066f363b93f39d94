package io.mediary.config;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How media gets from one media server to another. */
@ConfigMapping(prefix = "mediary.relay")
public interface RelayConfig {

    /**
     * Whether a session may receive from one on another media server, over a pair of RTP endpoints between the two. The
     * media servers must reach each other by UDP at the addresses that they announce. Off: {@code different_mediaserver}.
     */
    @WithDefault("true")
    boolean enabled();

    /** How long a relay that nobody uses any more is kept: a listener that changes back and forth needs no new one. */
    @WithDefault("2s")
    Duration grace();

    /**
     * How often a relay is looked at: are its elements there, do those who entered it at least twice that time ago use it. A
     * session that came to nothing can keep a relay for three times as long. Twice that time must be longer than {@link #timeout},
     * {@code mediary.store.acquire-timeout} and {@code mediary.kurento.request-timeout} together, or the start fails: who is
     * just joining would be taken for gone.
     */
    @WithDefault("30s")
    Duration check();

    /** How long the making of a relay may take, the waiting for another one who makes it included; then {@code timeout}. */
    @WithDefault("20s")
    Duration timeout();
}
