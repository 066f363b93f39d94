package io.mediary.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** API connections: sockets and event streams. Prefix {@code mediary.connection}. */
@ConfigMapping(prefix = "mediary.connection")
public interface ConnectionConfig {

    /**
     * How long a connection whose socket was lost waits for its client to come back. When it passes, the sessions that
     * the connection created end. Too short: every change of a telephone's network ends its sessions; too long: media
     * servers keep what nobody uses.
     */
    @WithDefault("30s")
    Duration resumeWindow();

    /**
     * The origins whose pages may open sockets ({@code https://app.example.org}); all, where it is not set. A token
     * protects better: pages of other origins do not have it.
     */
    Optional<List<String>> origins();

    /** How often the server asks a client for a sign of life ({@code core/ping}); a dead socket is found by it. */
    @WithDefault("20s")
    Duration pingInterval();

    /** How long a request of the server may wait for a response or an ack before the connection is closed. */
    @WithDefault("5s")
    Duration answerTimeout();

    /** What an ack extends {@link #answerTimeout()} to. */
    @WithDefault("180s")
    Duration ackedTimeout();

    /** After how long without an answer the server acknowledges a request. */
    @WithDefault("500ms")
    Duration ackAfter();

    /** How often an event stream gets a comment, so that proxies do not take it for idle. */
    @WithDefault("15s")
    Duration heartbeat();

    /** Acknowledged positions are written to Redis together, at most this much later. */
    @WithDefault("100ms")
    Duration savePositionsAfter();

    /** How many events may be on their way to one client without its answer; the others wait. */
    @WithDefault("256")
    int eventWindow();

    /** How many events may wait for one client: one that reads more slowly than this is closed (1013) and resumes. */
    @WithDefault("4096")
    int eventBacklog();

    /** How many bytes may wait in one socket or stream: a client that does not read is closed (1013). */
    @WithDefault("8388608")
    int outboundBytes();

    /** How many subscriptions a connection may have; more are answered {@code too_many_requests}. */
    @WithDefault("1000")
    int subscriptions();

    /** How many requests may wait for one client ({@code core/session/cmd}); more: {@code too_many_requests}. */
    @WithDefault("256")
    int inbox();
}
