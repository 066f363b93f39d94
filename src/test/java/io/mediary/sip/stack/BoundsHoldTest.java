package io.mediary.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.signal.Signals;
import io.mediary.testing.Phone;
import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SelfSignedCertificate;

/** What peers may do: so many messages, connections and bytes, and only so slowly. */
class BoundsHoldTest {

    private TestGateway gateway;

    private void start(SipSettings settings) {
        gateway = new TestGateway(settings, Signals.NONE, null, List.of());
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static String options(Phone phone) {
        return phone.request("OPTIONS", "sip:example.com");
    }

    @Test
    void aFloodIsRefusedAndThenNotEvenThat() {
        start(new SipSettings().with("limits.requests-per-second", 1).with("limits.burst", 20));
        try (Phone phone = gateway.udp()) {
            for (int i = 0; i < 200; i++) {
                phone.send(options(phone));
            }
            List<String> answers = new ArrayList<>();
            for (Optional<String> answer = phone.next(2000); answer.isPresent(); answer = phone.next(500)) {
                answers.add(answer.get());
            }
            assertThat(answers).filteredOn(answer -> answer.startsWith("SIP/2.0 200")).hasSizeBetween(20, 25);
            assertThat(answers).filteredOn(answer -> answer.startsWith("SIP/2.0 503")).hasSizeBetween(2, 4)
                    .allMatch(answer -> !Phone.header(answer, "Retry-After").isEmpty());
        }
    }

    @Test
    void oneSourceDoesNotTakeFromOthers() throws IOException {
        AtomicLong clock = new AtomicLong();
        FloodGate gate = new FloodGate(new SipSettings().with("limits.requests-per-second", 10).with("limits.burst", 20)
                .with("limits.sources", 100).config().limits(), clock::get);
        InetAddress one = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 20; i++) {
            assertThat(gate.judge(one)).isEqualTo(FloodGate.Verdict.PASS);
        }
        assertThat(gate.judge(one)).isEqualTo(FloodGate.Verdict.REFUSE);
        assertThat(gate.judge(one)).isEqualTo(FloodGate.Verdict.REFUSE);
        assertThat(gate.judge(one)).isEqualTo(FloodGate.Verdict.DROP);
        assertThat(gate.judge(InetAddress.getByName("192.0.2.2"))).isEqualTo(FloodGate.Verdict.PASS);
        clock.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(gate.judge(one)).as("a tenth of a second later").isEqualTo(FloodGate.Verdict.PASS);
        assertThat(gate.judge(one)).isEqualTo(FloodGate.Verdict.DROP);
        for (int i = 0; i < 1000; i++) {
            gate.judge(InetAddress.getByAddress(new byte[]{10, 0, (byte) (i >> 8), (byte) i}));
        }
        assertThat(gate.sources()).isEqualTo(100);
        for (int i = 0; i < 20; i++) {
            gate.judge(InetAddress.getByName("2001:db8::" + i));
        }
        assertThat(gate.judge(InetAddress.getByName("2001:db8::ffff"))).as("one network")
                .isEqualTo(FloodGate.Verdict.REFUSE);
    }

    @Test
    void aSourceHasSoManyConnections() {
        start(new SipSettings().with("limits.connections-per-source", 3));
        List<Phone> phones = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            phones.add(gateway.tcp());
            assertThat(phones.get(i).ask(options(phones.get(i)))).startsWith("SIP/2.0 200");
        }
        try (Phone one = gateway.tcp()) {
            assertThat(one.isClosed(5000)).isTrue();
        }
        phones.get(0).close();
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            try (Phone next = gateway.tcp()) {
                return !next.isClosed(200) && next.ask(options(next)).startsWith("SIP/2.0 200");
            }
        });
        phones.forEach(Phone::close);
    }

    @Test
    void idleAndSlowConnectionsAreClosed() {
        start(new SipSettings().with("limits.idle", "2s").with("limits.incomplete", "1s"));
        try (Phone silent = gateway.tcp();
                Phone slow = gateway.tcp();
                Phone idle = gateway.tcp();
                Phone alive = gateway.tcp()) {
            slow.send("OPTIONS sip:example.com SIP/2.0\r\nVia: ");
            idle.ask(options(idle));
            alive.ask(options(alive));
            assertThat(silent.isClosed(5000)).isTrue();
            assertThat(slow.isClosed(5000)).isTrue();
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                alive.send("\r\n\r\n");
                return idle.isClosed(200);
            });
            assertThat(alive.ask(options(alive))).as("which sent keep-alives").startsWith("SIP/2.0 200");
        }
    }

    @Test
    void messagesAreOnlySoLarge() {
        start(new SipSettings().with("limits.message-size", "16K"));
        try (Phone tcp = gateway.tcp(); Phone udp = gateway.udp()) {
            String large = udp.request("OPTIONS", "sip:example.com", "Subject: " + "x".repeat(12_000));
            assertThat(udp.ask(large)).startsWith("SIP/2.0 200");
            udp.send(udp.request("OPTIONS", "sip:example.com", "Subject: " + "x".repeat(17_000)));
            assertThat(udp.ask(options(udp))).startsWith("SIP/2.0 200");
            assertThat(udp.next(200)).isEmpty();
            tcp.send("OPTIONS sip:example.com SIP/2.0\r\nSubject: " + "x".repeat(17_000));
            assertThat(tcp.isClosed(5000)).isTrue();
        }
        assertThat(gateway.isAlive()).isTrue();
    }

    @Test
    void aStreamIsCutIntoMessagesHoweverItComes() {
        start(new SipSettings());
        try (Phone phone = gateway.tcp()) {
            String first = options(phone);
            String second = phone.request("OPTIONS", "sip:example.com", "Content-Type: text/plain")
                    .replace("Content-Length: 0\r\n\r\n", "l: 9\r\n\r\nCSeq: 99\n");
            String all = "\r\n" + first + "\r\n" + second + first.replace("branch=z9hG4bK", "branch=z9hG4bKx");
            for (int i = 0; i < all.length(); i += 7) {
                phone.send(all.substring(i, Math.min(all.length(), i + 7)));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(phone.next()).startsWith("SIP/2.0 200");
            }
            phone.send(first.replace("Content-Length: 0", "Content-Length: 1x") + second);
            assertThat(phone.next()).startsWith("SIP/2.0 400");
            assertThat(phone.isClosed(5000)).as("nobody knows where the next one begins").isTrue();
        }
    }

    @Test
    void tlsIsTheSameInsideAndItsHandshakeTakesAPlace() throws GeneralSecurityException, IOException {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        TlsConfigurationRegistry registry = registry(certificate.keyCertOptions());
        gateway = new TestGateway(
                new SipSettings().with("tls-port", -1).with("tls-configuration-name", "sip")
                        .with("limits.connections-per-source", 2).with("limits.incomplete", "3s"),
                Signals.NONE, registry, List.of());
        int port = gateway.stack().port("tls");
        // The first handshake of a JVM takes long on a busy machine.
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (Phone first = Phone.over("TLS", trustful().getSocketFactory().createSocket("localhost", port))) {
                return first.ask(options(first)).startsWith("SIP/2.0 200");
            } catch (AssertionError notYet) {
                return false;
            }
        });
        await().atMost(Duration.ofSeconds(5)).until(() -> gateway.stack().connections() == 0);
        try (Phone phone = Phone.over("TLS", trustful().getSocketFactory().createSocket("localhost", port))) {
            String answer = phone.ask(options(phone));
            assertThat(answer).startsWith("SIP/2.0 200");
            assertThat(Phone.header(answer, "Via")).contains("TLS");
            Socket held = new Socket(InetAddress.getLoopbackAddress(), port);
            try (Socket one = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(one.getInputStream().read()).isEqualTo(-1);
            }
            held.setSoTimeout(20_000);
            assertThat(held.getInputStream().readAllBytes()).as("an alert: no handshake within the time")
                    .hasSizeLessThan(20);
            held.close();
        }
        Peer peer = new Peer("tls", new InetSocketAddress("localhost", port));
        assertThat(gateway.stack().isOpen(peer)).isFalse();
    }

    private static TlsConfigurationRegistry registry(KeyCertOptions keys) {
        TlsConfiguration configuration = new BaseTlsConfiguration() {

            @Override
            public KeyCertOptions getKeyStoreOptions() {
                return keys;
            }
        };
        return new TlsConfigurationRegistry() {

            @Override
            public Optional<TlsConfiguration> get(String name) {
                return Set.of("sip").contains(name) ? Optional.of(configuration) : Optional.empty();
            }

            @Override
            public Optional<TlsConfiguration> getDefault() {
                return Optional.empty();
            }

            @Override
            public void register(String name, TlsConfiguration other) {
                throw new UnsupportedOperationException(name);
            }
        };
    }

    private static SSLContext trustful() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[]{new X509TrustManager() {

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {
                // Not asked.
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {
                // The certificate is the test's own.
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        }}, null);
        return context;
    }
}
