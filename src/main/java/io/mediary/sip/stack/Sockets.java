package io.mediary.sip.stack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.mediary.config.SipConfig;
import io.mediary.signal.Signals;
import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** All sockets of the gateway. Thread-safe after {@link #start}. */
final class Sockets {

    private static final Duration START = Duration.ofSeconds(10);

    private final Datagrams udp;
    private final Map<String, Streams> streams = new LinkedHashMap<>();
    private final Places places;
    private final SipConfig config;
    private final List<Signals.Gauge> gauges = new ArrayList<>();
    private final Signals signals;

    /** @param tls empty: no TLS */
    Sockets(Vertx vertx, SipConfig config, Optional<TlsConfiguration> tls, Sink sink, Signals signals) {
        this.config = config;
        this.signals = signals;
        this.places = new Places(config.limits());
        this.udp = new Datagrams(vertx, (int) config.limits().messageSize().asLongValue(), sink);
        if (config.tcpPort() != 0) {
            streams.put("tcp", new Streams(vertx, config, Optional.empty(), places, sink, signals));
        }
        if (config.tlsPort() != 0) {
            streams.put("tls", new Streams(vertx, config, tls, places, sink, signals));
        }
    }

    /**
     * Listens on all ports. Blocks.
     *
     * @throws IllegalStateException where that cannot be done: a port is taken
     */
    void start() {
        if (config.udpPort() != 0) {
            await("UDP port " + config.udpPort(), udp.start(config.host(), wanted(config.udpPort())));
        }
        streams.forEach((transport, stream) -> {
            int wanted = "tcp".equals(transport) ? config.tcpPort() : config.tlsPort();
            await(transport.toUpperCase(java.util.Locale.ROOT) + " port " + wanted,
                    stream.start(config.host(), wanted(wanted)));
            gauges.add(signals.gauge("mediary.sip.connections", stream::size, "transport", transport));
        });
    }

    /** Whether the gateway has a transport. */
    boolean has(String transport) {
        return "udp".equals(transport) ? config.udpPort() != 0 : streams.containsKey(transport);
    }

    /** The transports, the usual one first. */
    List<String> transports() {
        return List.of("udp", "tcp", "tls").stream().filter(this::has).toList();
    }

    /** Where a transport listens. */
    int port(String transport) {
        return "udp".equals(transport) ? udp.port() : streams.get(transport).port();
    }

    /** Whether something can be sent to a peer without opening a connection. */
    boolean isOpen(Peer peer) {
        return peer.isConnection()
                ? has(peer.transport()) && streams.get(peer.transport()).isOpen(peer)
                : has(peer.transport());
    }

    /**
     * Sends.
     *
     * @param mayConnect whether a connection may be opened for it
     * @param failed what is told, at most once, where it cannot be sent
     */
    void send(Peer to, byte[] message, boolean mayConnect, Consumer<String> failed) {
        if (!has(to.transport())) {
            failed.accept("no transport " + to.transport());
        } else if (!to.isConnection()) {
            udp.send(to, message, failed);
        } else if (mayConnect) {
            streams.get(to.transport()).send(to, message, failed);
        } else {
            streams.get(to.transport()).reply(to, message, failed);
        }
    }

    /** How many connections there are, of all transports. */
    int connections() {
        return places.taken();
    }

    /** Closes a connection. */
    void close(Peer peer, String why) {
        if (peer.isConnection() && has(peer.transport())) {
            streams.get(peer.transport()).close(peer, why);
        }
    }

    /** Closes all. Blocks a little. */
    void stop() {
        gauges.forEach(Signals.Gauge::close);
        await("SIP sockets to close",
                streams.values().stream().map(Streams::stop).reduce(udp.stop(),
                        (all, one) -> all.eventually(() -> one)));
    }

    /** Negative: any free one, for tests. */
    private static int wanted(int port) {
        return Math.max(0, port);
    }

    private static void await(String what, Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(what + ": " + e.getMessage(), e);
        }
    }
}
