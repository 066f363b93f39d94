package io.mediary.media;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;

/**
 * Asks web servers how they would answer, without reading what they would send, and without following them anywhere. It
 * connects to the addresses that it is given and asks no name service; certificates are verified for the host's name. A
 * connection is used once. Thread-safe, never blocks; who cancels closes the connection.
 */
final class WebProbe implements AutoCloseable {

    private static final int CONNECT_MILLIS = 1_000;
    private static final int MOST_CONNECTIONS = 256;
    private static final int MOST_ADDRESSES = 4;
    private static final int FIRST_REFUSAL = 400;

    /**
     * The head of an answer.
     *
     * @param status of HTTP
     * @param location where it points to, if it does
     */
    record Answer(int status, Optional<String> location) {

        /** Where the server sends whoever asks. */
        Optional<String> redirect() {
            return location.filter(any -> status >= 300 && status < FIRST_REFUSAL);
        }
    }

    private final HttpClient client;
    private final Duration patience;

    /** Trusts what the JVM trusts. */
    WebProbe(Vertx vertx, Duration patience) {
        this(vertx, patience, Optional.empty());
    }

    /**
     * A probe with a client of its own.
     *
     * @param patience how long an answer may take; callers bound the whole
     * @param trust what verifies servers; empty: what the JVM trusts
     */
    WebProbe(Vertx vertx, Duration patience, Optional<TrustOptions> trust) {
        HttpClientOptions options = new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_1_1).setKeepAlive(false)
                .setMaxPoolSize(MOST_CONNECTIONS).setMaxWaitQueueSize(MOST_CONNECTIONS).setVerifyHost(true)
                .setTrustAll(false).setConnectTimeout(CONNECT_MILLIS)
                .setSslHandshakeTimeout(patience.toMillis()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        trust.ifPresent(options::setTrustOptions);
        this.client = vertx.createHttpClient(options);
        this.patience = patience;
    }

    /**
     * Asks with HEAD, and where that gets no answer or an error with a GET that reads nothing.
     *
     * @param addresses tried in this order, the first few of them, until one takes the connection
     * @return empty where nobody can be reached, the certificate is not for this host, or what comes is no HTTP; fails with
     *         {@link TimeoutException} where no connection comes about because nobody says anything
     */
    Uni<Optional<Answer>> ask(URI uri, List<InetAddress> addresses) {
        return ask(uri, addresses.subList(0, Math.min(MOST_ADDRESSES, addresses.size())), 0);
    }

    @Override
    public void close() {
        client.close();
    }

    private Uni<Optional<Answer>> ask(URI uri, List<InetAddress> addresses, int index) {
        return send(HttpMethod.HEAD, uri, addresses.get(index))
                .chain(answer -> answer.filter(given -> given.status() < FIRST_REFUSAL).isPresent()
                        ? Uni.createFrom().item(answer)
                        : send(HttpMethod.GET, uri, addresses.get(index)))
                .onFailure(Unreachable.class).recoverWithUni(failure -> index + 1 < addresses.size()
                        ? ask(uri, addresses, index + 1)
                        : failure.getCause() instanceof ConnectTimeoutException
                                ? Uni.createFrom().failure(new TimeoutException())
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<Answer>> send(HttpMethod method, URI uri, InetAddress address) {
        return Uni.createFrom().emitter(emitter -> {
            Exchange exchange = new Exchange();
            emitter.onTermination(exchange::end);
            client.request(options(method, uri, address)).onComplete(request -> {
                exchange.begin(request);
                request.send().onComplete(response -> emitter.complete(Optional.of(answer(response))),
                        failure -> emitter.complete(Optional.empty()));
            }, failure -> emitter.fail(new Unreachable(failure)));
        });
    }

    private static Answer answer(HttpClientResponse response) {
        // The connection goes with the head: that its body breaks off then is no failure.
        response.exceptionHandler(brokenOff -> {
        });
        return new Answer(response.statusCode(), Optional.ofNullable(response.getHeader(HttpHeaders.LOCATION)));
    }

    private RequestOptions options(HttpMethod method, URI uri, InetAddress address) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions options = new RequestOptions().setMethod(method).setHost(uri.getHost()).setPort(port)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress())).setSsl(secure)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .setFollowRedirects(false).setIdleTimeout(patience.toMillis())
                .putHeader(HttpHeaders.USER_AGENT, "Mediary").putHeader(HttpHeaders.ACCEPT, "*/*");
        return method == HttpMethod.GET ? options.putHeader("Range", "bytes=0-") : options;
    }

    /** The address takes no connection, or not a secure one. */
    private static final class Unreachable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unreachable(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /** One request, which ends when its answer's head is there, or when nobody waits for that any more. */
    private static final class Exchange {

        private HttpClientRequest request;
        private boolean over;

        synchronized void begin(HttpClientRequest made) {
            request = made;
            if (over) {
                request.reset();
            }
        }

        synchronized void end() {
            over = true;
            if (request != null) {
                request.reset();
            }
        }
    }
}
