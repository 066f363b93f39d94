package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.embedded.engine.recording.RecordingProfile;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.testing.RealTime;

/** While the disk does not take anything. */
@RealTime
class RecorderFallsBehindTest {

    /** RFC 6386, 9.1: a key frame of 320 × 240. */
    private static final byte[] KEY = {0x10, 0x10, 0, 0, (byte) 0x9D, 0x01, 0x2A, 0x40, 0x01, (byte) 0xF0, 0, 0, 0};
    private static final int THREADS = 2;
    private static final int MANY = 20_000;
    /** What the recorder keeps: more than 2,000 packets and reports are dropped. */
    private static final int KEPT = 1_000;

    @TempDir
    private Path directory;
    private final LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
    private final ProbeElement source = new ProbeElement(engine);
    private final CountDownLatch disk = new CountDownLatch(1);
    private final List<String> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        disk.countDown();
        engine.close();
    }

    @Test
    void theNetworkGoesOnAndWhatIsTooMuchIsDroppedAndTheFileIsCompletedAfterwards() throws Exception {
        Path file = directory.resolve("x.webm");
        Recorder recorder = engine.recorder(file.toUri().toString(), new RecordingProfile(Form.WEBM, true, true),
                new Told());
        source.connect(MediaKind.VIDEO, recorder);
        recorder.record();
        await().until(() -> source.keyFramesWanted.get() > 0);
        send(1);
        send(2);
        await().until(() -> told.contains("START"));
        block();

        long began = System.nanoTime();
        for (int i = 3; i < MANY; i++) {
            send(i);
        }
        recorder.pause();
        recorder.record();
        CompletionStage<Void> stopped = recorder.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(stopped.toCompletableFuture()).isNotDone();
        int asked = source.keyFramesWanted.get();
        await().until(() -> source.keyFramesWanted.get() > asked);

        disk.countDown();
        stopped.toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(told).endsWith("STOP").contains("PAUSE");
        // Each frame is thirteen bytes and a little: what was dropped is not there.
        assertThat(Files.size(file)).isBetween(KEPT * 13L, (KEPT + 100) * 30L);
    }

    private void block() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            engine.resources().recorders().executor(1).execute(() -> {
                blocked.countDown();
                try {
                    disk.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void send(int number) {
        source.forward(MediaKind.VIDEO, ProbeElement.packet(source, ProbeElement.VP8, number, number * 90L, KEY));
        source.forward(MediaKind.VIDEO, new SenderReport(1, 1, number), source);
    }

    private final class Told implements RecorderListener {

        @Override
        public void state(Recorder.State state) {
            told.add(state.name());
        }

        @Override
        public void failed(Failure failure, String what, String reason) {
            told.add(failure.name());
        }

        @Override
        public void flowIn(MediaKind kind, boolean flowing) {
            told.add(kind + " " + flowing);
        }
    }
}
