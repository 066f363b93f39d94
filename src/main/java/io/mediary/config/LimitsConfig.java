package io.mediary.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What one client, or all clients of one instance together, may use. Prefix {@code mediary.limits}. */
@ConfigMapping(prefix = "mediary.limits")
public interface LimitsConfig {

    /** Longest message of a client, in bytes; longer ones are answered {@code message_too_large}. */
    @WithDefault("1048576")
    int messageSize();

    /** Longest WebSocket frame, in bytes; a longer one closes the socket (1009). */
    @WithDefault("16777216")
    int frameSize();

    /** Requests of one connection that are being answered at a time; more: {@code too_many_requests}. */
    @WithDefault("64")
    int requestsInFlight();

    /** Sockets and event streams of one instance; more are refused with status 503. */
    @WithDefault("20000")
    int sockets();

    /** Live sessions of one user; more: {@code too_many_requests}. */
    @WithDefault("1000")
    int sessionsPerUser();
}
