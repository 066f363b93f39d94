package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RunsAlone;

@RunsAlone
@RequiresCommand("ffmpeg")
class PlayerInBrowserTest {

    @TempDir
    Path directory;

    @Test
    void aBrowserShowsAWebmAndAnMp4AndFollowsPausesAndJumps() throws Exception {
        try (Browser browser = Browser.start();
                LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback())) {
            for (Path file : List.of(ColourFiles.webm(directory), ColourFiles.mp4(directory))) {
                Player player = engine.player(file.toUri().toString(), new RecordingPlayerListener());
                BrowserCall call = BrowserCall.answered(browser, engine, file.getFileName().toString(),
                        BrowserCall.listening());
                player.connect(MediaKind.AUDIO, call.peer);
                player.connect(MediaKind.VIDEO, call.peer);
                player.play();
                shows(call, "red");
                call.awaitTone(440);
                shows(call, "green");
                player.pause();
                long position = player.position();
                await().atMost(Duration.ofSeconds(5)).until(() -> rests(call));
                assertThat(call.colour()).isEqualTo("green");
                assertThat(player.position()).isEqualTo(position);
                long resumed = System.nanoTime();
                player.play();
                shows(call, "blue");
                assertThat(player.position()).isBetween(4_000L,
                        position + 300 + (System.nanoTime() - resumed) / 1_000_000);
                player.seek(500);
                long asked = System.nanoTime();
                shows(call, "red");
                long took = (System.nanoTime() - asked) / 1_000_000;
                assertThat(player.position()).isBetween(500L, 1_000 + took);
                player.seek(5_000);
                shows(call, "blue");
                assertThat(call.stat("videoLost")).isZero();
                assertThat((Double) call.stats().get("jitterBuffer")).isLessThan(0.2);
                call.end();
                player.close();
            }
        }
    }

    @Test
    void aBrowserThatComesInTheMiddleSeesThePictureThatIsPlayed() throws Exception {
        try (Browser browser = Browser.start();
                LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback())) {
            Player player = engine.player(ColourFiles.webm(directory).toUri().toString(),
                    new RecordingPlayerListener());
            player.play();
            await().atMost(Duration.ofSeconds(15)).until(() -> player.position() > 2_500);
            player.pause();
            BrowserCall late = BrowserCall.answered(browser, engine, "late", BrowserCall.listening());
            player.connect(MediaKind.AUDIO, late.peer);
            player.connect(MediaKind.VIDEO, late.peer);
            shows(late, "green");
            late.end();
        }
    }

    private static boolean rests(BrowserCall call) {
        long before = call.stat("framesDecoded");
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        return call.stat("framesDecoded") == before;
    }

    private static void shows(BrowserCall call, String colour) {
        await().atMost(Duration.ofSeconds(15)).until(() -> call.colour().equals(colour));
    }
}
