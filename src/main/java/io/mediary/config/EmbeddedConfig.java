package io.mediary.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * The embedded Redis and media server, which stand in for what is not configured: for development, tests and small
 * try-outs. Whether they are in the package at all is decided when it is built (`mediary.embedded.included`).
 */
@ConfigMapping(prefix = "mediary.embedded")
public interface EmbeddedConfig {

    /** Whether they may be started: true in the dev and test profiles, false elsewhere. */
    @WithDefault("false")
    boolean enabled();

    /** The address that both listen on. Whoever can reach it can use them: neither asks for a password. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port of the embedded Redis; 0 takes any free one. */
    @WithDefault("0")
    int redisPort();

    /** The port of the embedded media server; 0 takes any free one. */
    @WithDefault("0")
    int kurentoPort();
}
