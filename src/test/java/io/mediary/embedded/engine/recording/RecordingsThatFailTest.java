package io.mediary.embedded.engine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.Recorder;
import io.mediary.embedded.engine.RtpPeer;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.testing.ProbedFile;
import io.mediary.testing.RealTime;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;

/** What cannot be recorded is told, and leaves what was recorded before, or nothing. */
@RealTime
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecordingsThatFailTest {

    /** Of seconds. */
    private static final double NEAR = 0.3;

    @TempDir
    private Path directory;
    private final Studio studio = new Studio(EngineOptions.loopback());

    @AfterEach
    void close() {
        studio.close();
    }

    @ParameterizedTest
    @CsvSource({"H264, WEBM, audio opus", "VP8, MP4, audio aac"})
    void videoThatTheFileCannotHoldIsToldAndTheSoundIsRecorded(RtpCodec video, Form form, String sound)
            throws Exception {
        Path file = directory.resolve("sound");
        studio.take(studio.client(Color.RED, video, RtpCodec.OPUS));
        Recorder recorder = studio.recorder(file, form);
        recorder.record();
        studio.told("CODEC " + video);
        studio.told("START");
        studio.roll(1);
        studio.stop(recorder);

        ProbedFile probed = new ProbedFile(file);
        assertThat(probed.streams()).containsExactly(sound);
        assertThat(probed.complaints()).isEmpty();
        assertThat(studio.events).containsOnlyOnce("CODEC " + video);
    }

    @Test
    void onlyVideoThatTheFileCannotHoldIsToldAndLeavesNoFile() throws Exception {
        Path file = directory.resolve("silent.mp4");
        studio.take(studio.client(Color.RED, RtpCodec.VP8));
        Recorder recorder = studio.recorder(file.toUri().toString(), new RecordingProfile(Form.MP4, false, true));
        recorder.record();
        studio.told("CODEC VP8");
        assertThat(file).isEmptyFile();
        studio.stop(recorder);
        assertThat(file).doesNotExist();
        assertThat(studio.events).doesNotContain("START", "STOP");
    }

    @Test
    void videoOfAnotherCodecIsToldAndTheFirstGoesOnWhenItComesBack() throws Exception {
        Path file = directory.resolve("codecs.mkv");
        RtpPeer first = studio.client(Color.RED, RtpCodec.VP8, RtpCodec.OPUS);
        RtpPeer second = studio.client(Color.BLUE, RtpCodec.H264);
        studio.take(first);
        Recorder recorder = studio.recorder(file, Form.MATROSKA);
        recorder.record();
        studio.told("START");
        studio.roll(1.5);
        second.connect(MediaKind.VIDEO, studio.proxy);
        studio.told("CODEC H264");
        studio.roll(3);
        first.connect(MediaKind.VIDEO, studio.proxy);
        studio.roll(5.5);
        double seconds = studio.stop(recorder);

        ProbedFile probed = new ProbedFile(file);
        assertThat(probed.streams()).containsExactly("audio opus", "video vp8 320x240");
        assertThat(probed.duration()).isCloseTo(seconds, within(NEAR));
        assertThat(probed.last("video")).isCloseTo(seconds, within(NEAR));
        assertThat(probed.longestGap("audio")).isBetween(0.0, NEAR);
        assertThat(probed.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"VP8, WEBM", "H264, MP4"})
    void aFullDiskIsToldAndWhatWasRecordedCanBeRead(RtpCodec video, Form form) throws Exception {
        try (SmallDisk disk = new SmallDisk(directory.resolve("disk"), 100)) {
            Path file = disk.path().resolve("x");
            studio.take(studio.client(Color.RED, video, RtpCodec.OPUS));
            Recorder recorder = studio.recorder(file, form);
            recorder.record();
            studio.told("START");
            studio.told("FULL " + file.toUri());
            studio.told("STOP");
            assertThat(recorder.state()).isEqualTo(Recorder.State.STOP);
            studio.stop(recorder);
            assertThat(studio.events).containsOnlyOnce("STOP", "FULL " + file.toUri());
            assertThat(new ProbedFile(file).last("audio")).isGreaterThan(1);
        }
    }

    @Test
    void whatCannotBeOpenedIsToldAndLeavesNothing() {
        for (String uri : List.of("file:///proc/nope/x.webm", "file://" + directory + "/", "file:///dev/full",
                "foo://x", "x.webm", "",
                "file://host/x.webm", "file:///a%00b.webm")) {
            studio.events.clear();
            Recorder recorder = studio.recorder(uri, new RecordingProfile(Form.WEBM, true, true));
            recorder.record();
            studio.told("OPEN " + uri);
            assertThat(recorder.state()).isEqualTo(Recorder.State.STOP);
            recorder.close();
        }
    }

    @Test
    void aRecorderWritesOneFile() throws Exception {
        Path file = directory.resolve("one.webm");
        Recorder recorder = studio.recorder(file, Form.WEBM);
        recorder.record();
        studio.stop(recorder);
        recorder.record();
        studio.told("OVER " + file.toUri());
        studio.stop(recorder);
        assertThat(file).doesNotExist();
    }

    @Test
    void withoutMediaNoFileRemains() throws Exception {
        Path file = directory.resolve("nothing.webm");
        Recorder recorder = studio.recorder(file, Form.WEBM);
        recorder.record();
        await().atMost(Duration.ofSeconds(5)).until(() -> Files.exists(file));
        studio.stop(recorder);

        assertThat(file).doesNotExist();
        assertThat(studio.events).isEmpty();
        assertThat(recorder.state()).isEqualTo(Recorder.State.STOP);
    }
}
