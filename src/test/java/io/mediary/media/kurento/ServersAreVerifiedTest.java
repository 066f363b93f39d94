package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.core.net.TrustOptions;

class ServersAreVerifiedTest {

    private final Vertx vertx = Vertx.vertx();
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        server = vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0).setSsl(true)
                        .setKeyCertOptions(certificate.keyCertOptions()))
                .requestHandler(HttpServerRequest::toWebSocket).listen().toCompletionStage().toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        certificate.delete();
        vertx.close();
    }

    @Test
    void aTrustedServerUnderItsOwnNameIsUsed() {
        assertThat(dial("localhost", Optional.of(certificate.trustOptions())).isOpen()).isTrue();
    }

    @Test
    void anUntrustedServerIsNot() {
        assertThatThrownBy(() -> dial("localhost", Optional.empty())).hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aTrustedServerUnderAnotherNameIsNot() {
        assertThatThrownBy(() -> dial("127.0.0.1", Optional.of(certificate.trustOptions())))
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aServerThatIsOneOfANamesAddressesIsVerifiedByTheName() {
        assertThat(dialNamed("localhost", Optional.of(certificate.trustOptions())).isOpen()).isTrue();
        assertThatThrownBy(() -> dialNamed("media.test", Optional.of(certificate.trustOptions())))
                .hasRootCauseMessage("the certificate is not for media.test");
        assertThatThrownBy(() -> dialNamed("localhost", Optional.empty()))
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0);
                Dialer dialer = new Dialer(vertx, TestPlane.config("connect-timeout", "200ms"), Optional.empty())) {
            URI url = URI.create("ws://127.0.0.1:" + silent.getLocalPort() + "/kurento");
            long start = System.nanoTime();
            assertThatThrownBy(() -> await(dialer.dial(Address.of(url), dialer.newContext())))
                    .isInstanceOf(Exception.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
    }

    private RpcSocket dial(String host, Optional<TrustOptions> trust) {
        Dialer dialer = new Dialer(vertx, TestPlane.config(), trust);
        return await(dialer.dial(Address.of(URI.create("wss://" + host + ":" + server.actualPort() + "/kurento")),
                dialer.newContext()));
    }

    private RpcSocket dialNamed(String name, Optional<TrustOptions> trust) {
        Dialer dialer = new Dialer(vertx, TestPlane.config(), trust);
        return await(dialer.dial(
                new Address(URI.create("wss://127.0.0.1:" + server.actualPort() + "/kurento"), name),
                dialer.newContext()));
    }
}
