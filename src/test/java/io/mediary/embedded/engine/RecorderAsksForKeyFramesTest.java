package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.embedded.engine.recording.RecordingProfile;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.testing.RealTime;

@RealTime
class RecorderAsksForKeyFramesTest {

    /** RFC 6386, 9.1: a key frame of 320 × 240. */
    private static final byte[] KEY = {0x10, 0x10, 0, 0, (byte) 0x9D, 0x01, 0x2A, 0x40, 0x01, (byte) 0xF0, 0, 0, 0};

    @TempDir
    private Path directory;
    private final LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
    private final ProbeElement first = new ProbeElement(engine);
    private final ProbeElement second = new ProbeElement(engine);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private int sequence;

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void whenItBeginsWhenItGoesOnAndWhenTheSourceIsAnother() throws Exception {
        Path file = directory.resolve("x.webm");
        Recorder recorder = recorder(file.toUri().toString());
        first.connect(MediaKind.VIDEO, recorder);
        assertThat(first.keyFramesWanted).hasValue(0);
        recorder.record();
        await().until(() -> first.keyFramesWanted.get() > 1);
        send(first);
        await().until(() -> told.contains("START"));
        recorder.pause();
        await().until(() -> told.contains("PAUSE"));
        int before = first.keyFramesWanted.get();
        recorder.record();
        await().until(() -> first.keyFramesWanted.get() > before);
        second.connect(MediaKind.VIDEO, recorder);
        await().until(() -> second.keyFramesWanted.get() > 1);
        send(second);
        recorder.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(told.get(told.size() - 1)).isEqualTo("STOP");
        assertThat(Files.size(file)).isGreaterThan(1_100);
    }

    @Test
    void aClosedRecorderHasCompletedItsFileAndTellsNothing() {
        Path file = directory.resolve("y.webm");
        Recorder recorder = recorder(file.toUri().toString());
        first.connect(MediaKind.VIDEO, recorder);
        recorder.record();
        await().until(() -> engine.openRecordings() == 1 && first.keyFramesWanted.get() > 0);
        send(first);
        await().until(() -> told.contains("START"));
        recorder.close();
        recorder.close();
        await().until(() -> engine.openRecordings() == 0);
        assertThat(file).exists();
        assertThat(first.sinks(MediaKind.VIDEO)).isEmpty();
        assertThat(told).doesNotContain("STOP");
        assertThat(engine.openElements()).isZero();
    }

    /** Two frames: the second tells that the first is complete. */
    private void send(ProbeElement from) {
        for (int i = 0; i < 2; i++) {
            sequence++;
            from.forward(MediaKind.VIDEO,
                    ProbeElement.packet(from, ProbeElement.VP8, sequence, sequence * 3_000L, KEY));
        }
    }

    private Recorder recorder(String uri) {
        return engine.recorder(uri, new RecordingProfile(Form.WEBM, true, true), new RecorderListener() {
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
        });
    }
}
