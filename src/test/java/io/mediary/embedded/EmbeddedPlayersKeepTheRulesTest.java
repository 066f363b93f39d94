package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.config.OpenableUris;
import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.Player;
import io.mediary.embedded.engine.PlayerFailure;
import io.mediary.embedded.engine.PlayerListener;
import io.mediary.media.UriRules;
import io.mediary.testing.HostileUris;
import io.mediary.testing.WebServer;

/** The embedded media server with the application's rules: hostile uris that got there all the same open nothing. */
class EmbeddedPlayersKeepTheRulesTest {

    @TempDir
    private Path files;
    private final List<PlayerFailure> failures = new CopyOnWriteArrayList<>();
    private WebServer inner;
    private WebServer outer;
    private LibraryMediaEngine engine;

    @BeforeEach
    void listen() throws Exception {
        Files.writeString(files.resolve("a.webm"), "x");
        inner = new WebServer();
        outer = new WebServer(Optional.empty(), request -> {
            String target = request.path().substring("/open/".length());
            request.response().setStatusCode(302).putHeader("Location", switch (target) {
                case "file" -> "file://" + files.resolve("a.webm");
                case "metadata" -> "http://169.254.169.254/latest/meta-data/";
                case "number" -> "http://2130706433:" + inner.port() + "/";
                case "mapped" -> "http://[::ffff:127.0.0.1]:" + inner.port() + "/";
                case "name" -> "http://localhost:" + inner.port() + "/";
                case "up" -> "/secret";
                default -> "http://127.0.0.1:" + inner.port() + "/";
            }).end();
        });
        engine = engine(List.of("http://127.0.0.1:" + outer.port() + "/open/", "file://" + files));
    }

    @AfterEach
    void stop() {
        engine.close();
        inner.close();
        outer.close();
    }

    @Test
    void hostileUrisReachNobody() {
        List<String> hostile = new ArrayList<>(HostileUris.to(inner.port()));
        hostile.addAll(HostileUris.to(outer.port()));
        assertThat(hostile).hasSizeGreaterThan(100).allSatisfy(this::fails);
        assertThat(inner.connections()).isZero();
        assertThat(outer.connections()).isZero();
    }

    @Test
    void redirectsReachNobody() {
        List<String> targets = List.of("file", "metadata", "number", "mapped", "name", "up", "loopback");
        assertThat(targets).allSatisfy(target -> fails("http://127.0.0.1:" + outer.port() + "/open/" + target));
        assertThat(inner.connections()).isZero();
        assertThat(outer.requests()).hasSize(targets.size())
                .allSatisfy(request -> assertThat(request).startsWith("GET /open/"));
    }

    @Test
    void aNameThatChangesItsAddressAfterTheCheckReachesNobody() {
        engine.close();
        // At the check localhost is somewhere public; the player, which asks anew, is told the truth.
        engine = engine(List.of(), name -> new InetAddress[]{InetAddress.getByName("93.184.215.14")});
        fails("http://localhost:" + inner.port() + "/x");
        assertThat(inner.connections()).isZero();
    }

    private void fails(String uri) {
        int before = failures.size();
        Player player = engine.player(uri, new Listener());
        player.play();
        await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(10)).until(() -> failures.size() > before);
        player.close();
    }

    private static LibraryMediaEngine engine(List<String> allow) {
        return engine(allow, InetAddress::getAllByName);
    }

    private static LibraryMediaEngine engine(List<String> allow, UriRules.Names names) {
        UriRules rules = new UriRules(allow, names);
        return new LibraryMediaEngine(new EngineOptions("127.0.0.1", new ConfiguredGuard(new OpenableUris() {
            @Override
            public boolean allow(URI uri) {
                return rules.check(uri.toString()).allowed();
            }

            @Override
            public boolean allow(URI uri, InetAddress address) {
                return rules.reaches(uri, address);
            }
        })));
    }

    private final class Listener implements PlayerListener {

        @Override
        public void stateChanged(Player.State state) {
            assertThat(state).isNotNull();
        }

        @Override
        public void endOfStream() {
            throw new AssertionError("something was played");
        }

        @Override
        public void failed(PlayerFailure failure) {
            failures.add(failure);
        }

        @Override
        public void flowOut(MediaKind kind, boolean flowing) {
            assertThat(flowing).isFalse();
        }
    }
}
