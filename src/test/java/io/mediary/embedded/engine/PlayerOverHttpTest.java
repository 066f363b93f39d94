package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.embedded.engine.playback.UriGuard;
import io.mediary.testing.FileServer;
import io.mediary.testing.FileServer.Manner;
import io.mediary.testing.RealTime;
import io.mediary.testing.RequiresCommand;

@RealTime
@RequiresCommand("ffmpeg")
class PlayerOverHttpTest {

    @TempDir
    static Path directory;
    private static byte[] webm;
    private static byte[] mp4;
    private final List<URI> asked = new CopyOnWriteArrayList<>();
    private volatile boolean addressAllowed = true;
    private final UriGuard guard = new UriGuard() {
        @Override
        public boolean allows(URI uri) {
            asked.add(uri);
            return "127.0.0.1".equals(uri.getHost());
        }

        @Override
        public boolean allows(URI uri, InetAddress address) {
            return addressAllowed;
        }
    };
    private final LibraryMediaEngine engine = new LibraryMediaEngine(new EngineOptions("127.0.0.1", guard));
    private final RecordingPlayerListener heard = new RecordingPlayerListener();
    private final ProbeElement probe = new ProbeElement(engine);

    @BeforeAll
    static void makeFiles() throws Exception {
        webm = Files.readAllBytes(ColourFiles.webm(directory));
        mp4 = Files.readAllBytes(ColourFiles.mp4(directory));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void whereTheServerKnowsRangesAFileIsSeekable() throws Exception {
        for (byte[] file : List.of(webm, mp4)) {
            try (FileServer server = new FileServer(file, Manner.RANGES)) {
                Player player = play(server.url("/file?x=1"));
                await().atMost(Duration.ofSeconds(15)).until(() -> player.position() > 500);
                assertThat(player.info().seekable()).isTrue();
                assertThat(player.info().durationMillis()).isBetween(5_900L, 6_200L);
                assertThat(player.seek(4_000)).isTrue();
                await().until(() -> player.position() > 4_100);
                assertThat(player.position()).isLessThan(6_000);
                player.close();
                assertThat(server.requests().get(0)).isEqualTo("/file?x=1");
                await().until(() -> server.open() == 0);
            }
        }
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void whereItDoesNotAFileIsPlayedButNotSeekable() throws Exception {
        for (Manner manner : List.of(Manner.NO_RANGES, Manner.CHUNKS)) {
            try (FileServer server = new FileServer(mp4, manner)) {
                Player player = play(server.url("/clip.mp4"));
                await().atMost(Duration.ofSeconds(15)).until(() -> player.position() > 500);
                assertThat(player.info().seekable()).isFalse();
                assertThat(player.info().durationMillis()).isBetween(5_900L, 6_200L);
                assertThat(player.seek(1_000)).isFalse();
                if (manner == Manner.CHUNKS) {
                    await().atMost(Duration.ofSeconds(20)).until(() -> heard.story().contains("END"));
                }
                player.close();
            }
        }
        assertThat(heard.failures).isEmpty();
    }

    @Test
    void aSilentServerHoldsNothingUpAndIsGivenUp() throws Exception {
        try (FileServer server = new FileServer(webm, Manner.SILENT)) {
            Player stopped = play(server.url("/a"));
            await().until(() -> server.requests().size() == 1);
            long begin = System.nanoTime();
            assertThat(stopped.position()).isZero();
            assertThat(stopped.seek(1)).isFalse();
            stopped.pause();
            stopped.play();
            stopped.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
            await().atMost(Duration.ofSeconds(3)).until(() -> busy() == 0);
            assertThat(server.open()).isZero();
            assertThat(heard.story()).containsExactly("START", "PAUSE", "START", "STOP");
            play(server.url("/b"));
            await().atMost(Duration.ofSeconds(20)).until(() -> heard.story().contains("INVALID_URI 0"));
            await().until(() -> busy() == 0);
        }
    }

    @Test
    void aServerThatStallsInTheMiddleBreaksTheFileOff() throws Exception {
        try (FileServer server = new FileServer(webm, Manner.STALLS)) {
            play(server.url("/a"));
            await().atMost(Duration.ofSeconds(15)).until(() -> probe.packets.size() > 20);
            await().atMost(Duration.ofSeconds(30)).until(() -> heard.story().contains("UNEXPECTED_ELEMENT_ERROR 1"));
            assertThat(heard.story()).doesNotContain("END");
            await().until(() -> busy() == 0);
        }
    }

    @Test
    void noRedirectLeadsPastTheGuard() throws Exception {
        try (FileServer server = new FileServer(webm, Manner.REDIRECTS)) {
            play(server.url("/file"));
            await().atMost(Duration.ofSeconds(15)).until(() -> heard.failures.size() == 1);
            play(server.url("/web"));
            await().atMost(Duration.ofSeconds(15)).until(() -> heard.failures.size() == 2);
            assertThat(heard.failures).containsOnly(new PlayerFailure("INVALID_URI", 0, "Invalid URI"));
            assertThat(asked).contains(URI.create("http://localhost:9/secret"));
        }
    }

    @Test
    void whatTheGuardRefusesIsNeverAsked() throws Exception {
        try (FileServer server = new FileServer(webm, Manner.RANGES)) {
            play(server.url("/a").replace("127.0.0.1", "localhost"));
            await().atMost(Duration.ofSeconds(15)).until(() -> heard.failures.size() == 1);
            addressAllowed = false;
            play(server.url("/b"));
            await().atMost(Duration.ofSeconds(15)).until(() -> heard.failures.size() == 2);
            play(directory.resolve("colours.webm").toUri().toString());
            await().atMost(Duration.ofSeconds(15)).until(() -> heard.failures.size() == 3);
            assertThat(server.requests()).isEmpty();
            assertThat(probe.packets).isEmpty();
        }
    }

    private int busy() {
        return ((ThreadPoolExecutor) engine.resources().players()).getActiveCount();
    }

    private Player play(String uri) {
        Player player = engine.player(uri, heard);
        player.connect(MediaKind.AUDIO, probe);
        player.connect(MediaKind.VIDEO, probe);
        player.play();
        return player;
    }
}
