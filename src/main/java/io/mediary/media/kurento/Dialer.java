package io.mediary.media.kurento;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mediary.config.KurentoConfig;
import io.mediary.signal.Steps;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.TrustOptions;

/**
 * Opens sockets to media servers: within the connect timeout, over TLS with verified certificates and host names for
 * {@code wss}. Thread-safe.
 */
final class Dialer implements AutoCloseable {

    /** A listing of a pipeline with thousands of elements fits. */
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;
    /** So long a server has to answer a goodbye, in seconds. */
    private static final int GOODBYE = 1;
    private static final int CLEAR_PORT = 8888;
    private static final int TLS_PORT = 8433;

    private final Vertx vertx;
    private final Optional<TrustOptions> trust;
    private final Steps steps;
    private final WebSocketClient client;
    private final Map<String, WebSocketClient> named = new ConcurrentHashMap<>();
    private final Duration connectTimeout;
    private final Duration requestTimeout;
    private final int requestsInFlight;

    /**
     * A dialer with its own client.
     *
     * @param trust what verifies servers; empty: what the JVM trusts
     */
    Dialer(Vertx vertx, KurentoConfig config, Optional<TrustOptions> trust) {
        this(vertx, config, trust, Steps.UNWATCHED);
    }

    /** As the other one, each request over its sockets watched. */
    Dialer(Vertx vertx, KurentoConfig config, Optional<TrustOptions> trust, Steps steps) {
        this.steps = steps;
        this.vertx = vertx;
        this.trust = trust;
        this.connectTimeout = config.connectTimeout();
        this.requestTimeout = config.requestTimeout();
        this.requestsInFlight = config.requestsInFlight();
        WebSocketClientOptions options = options().setVerifyHost(true);
        trust.ifPresent(options::setTrustOptions);
        this.client = vertx.createWebSocketClient(options);
    }

    private WebSocketClientOptions options() {
        WebSocketClientOptions options = new WebSocketClientOptions().setMaxFrameSize(LARGEST_MESSAGE)
                .setMaxMessageSize(LARGEST_MESSAGE).setConnectTimeout((int) connectTimeout.toMillis())
                .setTrustAll(false).setMaxConnections(Integer.MAX_VALUE).setClosingTimeout(GOODBYE);
        options.setSslHandshakeTimeout(connectTimeout.toMillis()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        return options;
    }

    /** The event loop that a caller's sockets are to run on: one of its own, free of any request's context. */
    Context newContext() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    Vertx vertx() {
        return vertx;
    }

    /**
     * Opens a socket; its handlers run on {@code context}. Fails when the connect timeout has passed; closes the socket where
     * nobody waits for it any more.
     */
    Uni<RpcSocket> dial(Address address, Context context) {
        return Uni.createFrom().<RpcSocket>emitter(emitter -> {
            AtomicBoolean unwanted = new AtomicBoolean();
            emitter.onTermination(() -> unwanted.set(true));
            context.runOnContext(now -> client(address).connect(options(address.url()))
                    .map(socket -> new RpcSocket(context, socket, requestTimeout, requestsInFlight, steps))
                    .onComplete(socket -> {
                        if (unwanted.get()) {
                            socket.close();
                        } else {
                            emitter.complete(socket);
                        }
                    }, emitter::fail));
        });
    }

    @Override
    public void close() {
        client.close();
        named.values().forEach(WebSocketClient::close);
    }

    /** Of a server that is connected to by an address, but shows a certificate for a name, the name is verified. */
    private WebSocketClient client(Address address) {
        return address.isNamed()
                ? named.computeIfAbsent(address.name(), name -> vertx.createWebSocketClient(
                        options().setVerifyHost(false).setTrustOptions(NamedTrust.of(name, trust, vertx))))
                : client;
    }

    private WebSocketConnectOptions options(URI url) {
        boolean tls = "wss".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() != -1 ? url.getPort() : tls ? TLS_PORT : CLEAR_PORT;
        String path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        WebSocketConnectOptions options = new WebSocketConnectOptions().setHost(Discovery.bare(url.getHost()))
                .setPort(port)
                .setURI(path).setSsl(tls);
        options.setTimeout(connectTimeout.toMillis());
        return options;
    }
}
