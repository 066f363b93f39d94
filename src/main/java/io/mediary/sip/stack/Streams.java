package io.mediary.sip.stack;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.mediary.config.SipConfig;
import io.mediary.signal.Signals;
import io.quarkus.tls.TlsConfiguration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

/**
 * The connections of one transport, TCP or TLS: those that peers open, within bounds, and those that we open. One connection to a peer serves both
 * ways. Thread-safe.
 */
final class Streams {

    private static final long LOOK_MILLIS = 500;

    private final Vertx vertx;
    private final SipConfig config;
    private final String transport;
    private final Optional<TlsConfiguration> tls;
    private final Places places;
    private final Sink sink;
    private final Signals signals;
    private final Map<Peer, Connection> connections = new ConcurrentHashMap<>();
    private NetServer server;
    private NetClient client;
    private long timer = -1;
    private int port;

    /** @param tls for TLS, else empty */
    Streams(Vertx vertx, SipConfig config, Optional<TlsConfiguration> tls, Places places, Sink sink, Signals signals) {
        this.vertx = vertx;
        this.config = config;
        this.transport = tls.isPresent() ? "tls" : "tcp";
        this.tls = tls;
        this.places = places;
        this.sink = sink;
        this.signals = signals;
        signals.count("mediary.sip.connections.refused", 0, "transport", transport);
    }

    /** Listens; the future fails where the port is taken, or the key store is not usable. */
    Future<Void> start(String host, int wanted) {
        int outbound = (int) config.limits().outbound().asLongValue();
        NetServerOptions serving = new NetServerOptions().setHost(host).setPort(wanted).setTcpNoDelay(true)
                .setAcceptBacklog(1024).setSslHandshakeTimeout(config.limits().incomplete().toSeconds());
        NetClientOptions calling = new NetClientOptions().setTcpNoDelay(true)
                .setConnectTimeout((int) config.limits().connectTimeout().toMillis())
                .setSslHandshakeTimeout(Math.max(1, config.limits().connectTimeout().toSeconds()));
        tls.ifPresent(configured -> {
            // Not setSsl: the place is taken before the handshake, which is done in accepted().
            serving.setKeyCertOptions(configured.getKeyStoreOptions());
            calling.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            if (configured.getTrustStoreOptions() != null) {
                calling.setTrustOptions(configured.getTrustStoreOptions());
            }
        });
        client = vertx.createNetClient(calling);
        server = vertx.createNetServer(serving).connectHandler(socket -> {
            socket.setWriteQueueMaxSize(outbound);
            accepted(socket);
        });
        timer = vertx.setPeriodic(LOOK_MILLIS, due -> look());
        return server.listen().map(listening -> {
            port = listening.actualPort();
            return null;
        });
    }

    /** Where it listens. */
    int port() {
        return port;
    }

    /** How many connections there are, those that are just being opened too. */
    int size() {
        return connections.size();
    }

    /** Whether a connection to the peer is open. */
    boolean isOpen(Peer peer) {
        Connection connection = connections.get(peer);
        return connection != null && connection.isOpen();
    }

    /** Sends by the connection to the peer; where there is none, one is opened. */
    void send(Peer to, byte[] message, Consumer<String> failed) {
        List<Connection> made = new ArrayList<>(1);
        Connection connection = connections.computeIfAbsent(to, peer -> {
            Connection fresh = connection(peer);
            made.add(fresh);
            return fresh;
        });
        connection.send(message, failed);
        made.forEach(this::open);
    }

    /** Sends by an open connection alone. */
    void reply(Peer to, byte[] message, Consumer<String> failed) {
        Connection connection = connections.get(to);
        if (connection == null) {
            failed.accept("connection has ended");
        } else {
            connection.send(message, failed);
        }
    }

    /** Closes a connection, if there is one. */
    void close(Peer peer, String why) {
        Connection connection = connections.get(peer);
        if (connection != null) {
            connection.close(why);
        }
    }

    /** Listens no more, and closes what is open. */
    Future<Void> stop() {
        vertx.cancelTimer(timer);
        Future<Void> closed = server == null ? Future.succeededFuture() : server.close();
        List.copyOf(connections.values()).forEach(connection -> connection.close("gateway ends"));
        return closed.eventually(() -> client == null ? Future.succeededFuture() : client.close());
    }

    private void accepted(NetSocket socket) {
        InetSocketAddress address = remote(socket);
        Peer peer = new Peer(transport, address);
        if (!places.take(address.getAddress())) {
            signals.count("mediary.sip.connections.refused", "transport", transport);
            socket.close();
            return;
        }
        Connection connection = connection(peer);
        Connection former = connections.put(peer, connection);
        if (former != null) {
            former.close("replaced");
        }
        if (tls.isEmpty()) {
            connection.opened(socket);
            return;
        }
        // Until the handshake is over nobody else hears of the socket's end.
        socket.closeHandler(closed -> connection.close("closed in handshake"));
        socket.exceptionHandler(broken -> connection.close("broken in handshake"));
        connection.listen(socket);
        socket.upgradeToSsl().onComplete(done -> {
            if (done.succeeded()) {
                connection.opened(socket);
            } else {
                connection.close("no handshake");
                socket.close();
            }
        });
    }

    private Connection connection(Peer peer) {
        InetAddress source = peer.address().getAddress();
        Connection[] self = new Connection[1];
        self[0] = new Connection(peer, config.limits(), sink, () -> {
            connections.remove(peer, self[0]);
            places.give(source);
        });
        return self[0];
    }

    private void open(Connection connection) {
        Peer peer = connection.peer();
        InetSocketAddress address = peer.address();
        if (!places.takeAnyway(address.getAddress())) {
            connection.close("too many connections");
            return;
        }
        connection.hear();
        client.connect(SocketAddress.inetSocketAddress(address), address.getHostString()).onComplete(done -> {
            if (done.succeeded()) {
                done.result().setWriteQueueMaxSize((int) config.limits().outbound().asLongValue());
                connection.opened(done.result());
            } else {
                connection.close(why(done.cause()));
            }
        });
    }

    /** Where a handshake failed the cause says why: a certificate that is not trusted, another host's. */
    private static String why(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure.getCause() == null ? message : message + ": " + failure.getCause().getMessage();
    }

    private void look() {
        long now = System.nanoTime();
        connections.values().stream().filter(connection -> connection.isOverdue(now)).toList()
                .forEach(connection -> connection.close("idle"));
    }

    private static InetSocketAddress remote(NetSocket socket) {
        SocketAddress remote = socket.remoteAddress();
        // An address in figures: nothing is looked up.
        return new InetSocketAddress(remote.hostAddress(), remote.port());
    }
}
