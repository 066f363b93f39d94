package io.mediary.config;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How calls ring, and what one caller may ask for. */
@ConfigMapping(prefix = "mediary.call")
public interface CallsConfig {

    /** How long a destination rings unless the caller says otherwise: 1–180 s. */
    @WithDefault("30s")
    Duration ring();

    /** Destinations that one call may name; more are {@code syntax_error}. Each rings every connection that is found for it. */
    @WithDefault("16")
    int destinations();

    /** Connections that one call rings at most: further ones of its destinations are left out, so that a record keeps its size. */
    @WithDefault("64")
    int legs();

    /** How long an instance has for making a leg's session and inviting it before it is looked after again. */
    @WithDefault("1s")
    Duration step();

    /** Calls that one user may have at once: what they ring at others counts against them by this. */
    @WithDefault("1000")
    int perUser();

    /** Legs that ring at once for one user who calls, all calls together: each is a session at a media server. */
    @WithDefault("256")
    int ringingPerUser();

    /** Calls that ring at once at one connection; for further ones it is {@code too_many_requests}: strangers do not fill its inbox. */
    @WithDefault("16")
    int ringingPerConnection();
}
