package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mediary.embedded.engine.recording.RecordingProfile;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.testing.ProbedFile;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RunsAlone;

/** What comes from a Chromium is recorded. */
@RunsAlone
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecorderInBrowserTest {

    /** Of a recording's end, s. */
    private static final double NEAR = 0.3;
    /** Of ten seconds, what comes at least from a browser on a machine that had other things to do, s. */
    private static final double MOST_OF_IT = 6;

    @TempDir
    private Path directory;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private ProbeElement probe;
    private volatile long started;
    private volatile int cameBefore;

    @ParameterizedTest
    @CsvSource({"VP8, WEBM, audio opus, vp8", "H264, MP4, audio aac, h264"})
    void tenSecondsOfABrowserAreTenSecondsOfAFile(String codec, Form form, String sound, String picture)
            throws Exception {
        try (Browser browser = Browser.start();
                LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback())) {
            BrowserCall call = BrowserCall.answered(browser, engine, "recorded", BrowserCall.options(codec, null));
            Path file = directory.resolve("x");
            Recorder recorder = recorder(engine, call, file, new RecordingProfile(form, true, true));
            recorder.record();
            await().atMost(Duration.ofSeconds(10)).until(() -> told.contains("START"));
            await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20)).until(() -> recorded() >= 10);
            List<MediaPacket> packets = List.copyOf(probe.packets);
            List<MediaPacket> came = packets.subList(cameBefore, packets.size());
            recorder.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
            call.end();

            ProbedFile probed = new ProbedFile(file);
            assertThat(probed.streams()).hasSize(2).contains(sound).anyMatch(s -> s.startsWith("video " + picture));
            assertThat(probed.last("video")).isBetween(seconds(came, codec) - NEAR, 10 + NEAR);
            assertThat(probed.last("audio")).isBetween(seconds(came, "OPUS") - NEAR, 10 + NEAR);
            assertThat(probed.duration()).isBetween(MOST_OF_IT, 10 + NEAR);
            assertThat(probed.beginsWithKeyFrame()).isTrue();
            assertThat(probed.complaints()).isEmpty();
        }
    }

    /** It sends the codec that comes first in the answer, which is in the order of its offer, and never another. */
    @Test
    void aBrowserThatPrefersVp8HasNoVideoInAnMp4AndThatIsTold() throws Exception {
        try (Browser browser = Browser.start();
                LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback())) {
            BrowserCall call = BrowserCall.answered(browser, engine, "vp8", BrowserCall.options("VP8", null));
            Path file = directory.resolve("x.mp4");
            Recorder recorder = recorder(engine, call, file, new RecordingProfile(Form.MP4, false, true));
            recorder.record();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> told.contains("CODEC VP8: the file (mp4) holds H264 video"));
            recorder.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
            call.end();
            assertThat(file).doesNotExist();
            assertThat(told).doesNotContain("START", "STOP");
        }
    }

    /** How long what came of a codec lasts, by its own time, which stands while the browser does. */
    private static double seconds(List<MediaPacket> packets, String codec) {
        List<MediaPacket> stream = packets.stream().filter(packet -> packet.codec().upperName().equals(codec)).toList();
        int first = (int) stream.get(0).rtp().timestamp();
        return stream.stream().mapToInt(packet -> (int) packet.rtp().timestamp() - first).max().orElseThrow()
                / (double) stream.get(0).codec().clockRate();
    }

    private double recorded() {
        return (System.nanoTime() - started) / 1e9;
    }

    private Recorder recorder(LibraryMediaEngine engine, BrowserCall call, Path file, RecordingProfile profile) {
        probe = new ProbeElement(engine);
        call.peer.connect(MediaKind.AUDIO, probe);
        call.peer.connect(MediaKind.VIDEO, probe);
        Recorder recorder = engine.recorder(file.toUri().toString(), profile, new Told());
        call.peer.connect(MediaKind.AUDIO, recorder);
        call.peer.connect(MediaKind.VIDEO, recorder);
        return recorder;
    }

    private final class Told implements RecorderListener {

        @Override
        public void state(Recorder.State state) {
            if (state == Recorder.State.START) {
                started = System.nanoTime();
                cameBefore = probe.packets.size();
            }
            told.add(state.name());
        }

        @Override
        public void failed(Failure failure, String what, String reason) {
            told.add(failure + " " + what + ": " + reason);
        }

        @Override
        public void flowIn(MediaKind kind, boolean flowing) {
            told.add(kind + " " + flowing);
        }
    }
}
