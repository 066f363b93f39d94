package io.mediary.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The Kurento media servers, and how this instance talks to them. */
@ConfigMapping(prefix = "mediary.kurento")
public interface KurentoConfig {

    /**
     * The media servers' WebSocket addresses, such as `ws://media-1:8888/kurento` or `wss://…`. The address is the name
     * by which all instances know a server: give all of them the same texts. Without it, and without
     * {@link #discover()}, the embedded media server is used where there is one; else the start fails.
     */
    Optional<List<URI>> urls();

    /**
     * A WebSocket address whose host name stands for many media servers, one at each of its addresses, such as that of a
     * headless service in Kubernetes: `ws://kurento.media.svc:8888/kurento`. The name is looked up again and again, so
     * media servers come and go without a restart. One that the name does not stand for any more gets no new sessions; those
     * that it has go on. `wss` servers must show a certificate for the name. It may stand beside {@link #urls()}.
     */
    Optional<URI> discover();

    /**
     * How often the name in {@link #discover()} is looked up. The JVM itself remembers what a name stands for, for 30 seconds
     * unless `-Dsun.net.inetaddr.ttl` says otherwise.
     */
    @WithDefault("10s")
    Duration discoverInterval();

    /**
     * Most sessions that a media server is given, 1,000,000 at most; 0: no limit. Sessions that belong to something on a media server, such as
     * its rooms, it gets beyond that too. Counted once a second over all instances: a burst that comes to several instances
     * at once may go past it by what they take in that second.
     */
    @WithDefault("0")
    int capacity();

    /**
     * A media server is dead when no instance has had an answer of it for so long: its sessions end. A shorter time tells of
     * a loss sooner; a longer one bears longer pauses of media servers and networks. At least one second; the same for all
     * instances.
     */
    @WithDefault("3s")
    Duration deadAfter();

    /**
     * Sockets to each server. A server answers the requests of a socket one after the other: with several, a slow call
     * delays only the sessions on its own socket. 1 to 16.
     */
    @WithDefault("2")
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

    /** Most unanswered requests on a socket; more fail at once with `unavailable`, so that a slow server cannot eat the heap. 1 to 10,000. */
    @WithDefault("256")
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
     * subject: a handler that is stuck cannot eat the heap. 16 to 10,000.
     */
    @WithDefault("256")
    int eventBacklog();

    /** How often the books are compared with the server: what ended elsewhere, or while a socket was down, is forgotten here. */
    @WithDefault("60s")
    Duration refreshInterval();

    /** How often it is looked for Kurento sessions without a living owner, beside the moment at which an instance is known to be gone. */
    @WithDefault("1s")
    Duration adoptionInterval();

    /**
     * The name of a Quarkus TLS configuration (`quarkus.tls.NAME.*`) whose trust store verifies `wss` servers; without
     * it the JVM's own. Host names are always verified.
     */
    Optional<String> tlsConfigurationName();
}
