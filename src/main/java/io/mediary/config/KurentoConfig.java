package io.mediary.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The Kurento media servers, and how this instance talks to them. */
@ConfigMapping(prefix = "mediary.kurento")
public interface KurentoConfig {

    /**
     * The media servers' WebSocket addresses, such as `ws://media-1:8888/kurento` or `wss://…`. The address is the name
     * by which all instances know a server: give all of them the same texts. Without it the embedded media server is
     * used where there is one; else the start fails.
     */
    Optional<List<URI>> urls();

    /**
     * Sockets to each server. A server answers the requests of a socket one after the other: with several, a slow call
     * delays only the sessions on its own socket.
     */
    @WithDefault("2")
    @Min(1)
    @Max(16)
    int lines();

    /** How long a connect and its handshake may take: a server that swallows packets does not hold up the next try. */
    @WithDefault("3s")
    Duration connectTimeout();

    /**
     * How long an answer may take: a server that hangs makes calls fail instead of piling them up. Shorter than
     * {@code mediary.store.lease}, or the start fails: no change may outlive the right to make it.
     */
    @WithDefault("10s")
    Duration requestTimeout();

    /** How often a socket is tried: a half-open connection is found after this and {@link #requestTimeout()}. */
    @WithDefault("5s")
    Duration pingInterval();

    /** Most unanswered requests on a socket; more fail at once with `unavailable`, so that a slow server cannot eat the heap. */
    @WithDefault("256")
    @Min(1)
    @Max(10_000)
    int requestsInFlight();

    /** The first pause before a lost socket is opened again; it doubles with each failure, and is jittered. */
    @WithDefault("100ms")
    Duration reconnectDelay();

    /** The longest pause between tries: a server that comes back is in use again after this at the latest. */
    @WithDefault("5s")
    Duration reconnectDelayMax();

    /** How long a new session waits while the very first connects are under way: an instance that just started is not useless. */
    @WithDefault("3s")
    Duration firstConnectWait();

    /**
     * Media events that may wait for one session's handling. Beyond it older states give way to newer ones of the same
     * subject: a handler that is stuck cannot eat the heap.
     */
    @WithDefault("256")
    @Min(16)
    @Max(10_000)
    int eventBacklog();

    /** How often the books are compared with the server: what ended elsewhere, or while a socket was down, is forgotten here. */
    @WithDefault("60s")
    Duration refreshInterval();

    /**
     * The name of a Quarkus TLS configuration (`quarkus.tls.NAME.*`) whose trust store verifies `wss` servers; without
     * it the JVM's own. Host names are always verified.
     */
    Optional<String> tlsConfigurationName();
}
