package io.mediary.config;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds on what callers may ask of one instance; each says which harm it prevents. */
@ConfigMapping(prefix = "mediary.limits")
public interface LimitsConfig {

    /** The largest request, by REST or in one WebSocket message. Larger ones answer {@code message_too_large}. */
    @WithDefault("1M")
    MemorySize messageSize();

    /**
     * The largest WebSocket frame or message that is read at all; a larger one closes the socket (1009). REST reads and
     * throws away as much of a body that is too large, so that its sender can see the answer, and then closes.
     */
    @WithDefault("16M")
    MemorySize frameSize();

    /** Commands of one WebSocket connection that may run at once; more answer {@code too_many_requests}. */
    @WithDefault("64")
    int requestsInFlight();

    /** REST requests that one instance handles at once, so that bodies in memory are bounded. */
    @WithDefault("1024")
    int restRequestsInFlight();

    /** API connections (WebSockets and event streams) of one instance; more are refused (503). 0: its doors for them are shut, it serves REST alone. */
    @WithDefault("20000")
    int sockets();

    /** Sessions that one user may have at once, and likewise rooms; the instances together. */
    @WithDefault("1000")
    int sessionsPerUser();

    /**
     * Recordings that one user may have, those that are over too: so that no one fills Redis, or makes lists that nobody
     * can send. Destroyed ones do not count; 0: no bound.
     */
    @WithDefault("10000")
    int recordingsPerUser();

    /** How deep objects and arrays of a request may be nested; deeper ones are {@code invalid_parameters}. */
    @WithDefault("32")
    int jsonDepth();

    /** How long a REST body may take to come in: slow senders must not hold the places of others. */
    @WithDefault("30S")
    Duration bodyTimeout();

    /** How long any command may take before its caller gets {@code timeout}: the backstop of the commands' own limits. */
    @WithDefault("180S")
    Duration callTimeout();

    /** Recordings that one instance sends at once, so that what is on its way is bounded: 1 MiB each at most. */
    @WithDefault("256")
    int downloads();

    /**
     * How long a client may take nothing of a recording that is sent to it: then it is cut off. Players that were paused
     * ask for the rest when they go on.
     */
    @WithDefault("60S")
    Duration downloadStall();
}
