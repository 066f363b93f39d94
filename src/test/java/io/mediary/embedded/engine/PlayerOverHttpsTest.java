package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.testing.RealTime;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.WebServer;
import io.vertx.core.net.SelfSignedCertificate;

@RealTime
@RequiresCommand("ffmpeg")
class PlayerOverHttpsTest {

    @TempDir
    static Path directory;
    private final SSLContext usual = usual();
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    private final RecordingPlayerListener heard = new RecordingPlayerListener();
    private final LibraryMediaEngine engine = new LibraryMediaEngine(new EngineOptions("127.0.0.1"));
    private final ProbeElement probe = new ProbeElement(engine);
    private WebServer server;

    @BeforeEach
    void listen() throws Exception {
        Path file = ColourFiles.webm(directory);
        server = new WebServer(Optional.of(certificate.keyCertOptions()),
                request -> request.response().sendFile(file.toString()));
    }

    @AfterEach
    void stop() {
        SSLContext.setDefault(usual);
        engine.close();
        server.close();
        certificate.delete();
    }

    @Test
    void aTrustedServerUnderItsOwnNameIsPlayed() throws Exception {
        SSLContext.setDefault(trusting());
        play("https://localhost:" + server.port() + "/a.webm");
        await().atMost(Duration.ofSeconds(15)).until(() -> probe.packets.size() > 20);
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void aTrustedServerUnderAnotherNameIsNot() throws Exception {
        SSLContext.setDefault(trusting());
        refused("https://127.0.0.1:" + server.port() + "/a.webm");
    }

    @Test
    void anUntrustedServerIsNot() {
        refused("https://localhost:" + server.port() + "/a.webm");
    }

    private void refused(String uri) {
        play(uri);
        await().atMost(Duration.ofSeconds(15)).until(() -> !heard.failures.isEmpty());
        assertThat(heard.failures).containsOnly(new PlayerFailure("INVALID_URI", 0, "Invalid URI"));
        assertThat(server.requests()).isEmpty();
    }

    private void play(String uri) {
        Player player = engine.player(uri, heard);
        player.connect(MediaKind.AUDIO, probe);
        player.connect(MediaKind.VIDEO, probe);
        player.play();
    }

    private SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(Path.of(certificate.certificatePath()))) {
            X509Certificate own = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
            store.setCertificateEntry("server", own);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static SSLContext usual() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
