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
import io.mediary.embedded.engine.Recorder;
import io.mediary.embedded.engine.RtpPeer;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.testing.ProbedFile;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;

/**
 * What comes by RTP is in the file: as ffprobe sees it, and without a complaint of the decoder. The senders share this machine and may be late;
 * what is exact is measured in {@link RecordingTest}.
 */
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecordedFilesTest {

    /** Of seconds. */
    private static final double NEAR = 1.5;

    @TempDir
    private Path directory;
    private final Studio studio = new Studio(EngineOptions.loopback());

    @AfterEach
    void close() {
        studio.close();
    }

    @ParameterizedTest
    @CsvSource({"VP8, OPUS, WEBM, video vp8 320x240", "VP8, PCMU, WEBM, video vp8 320x240",
            "H264, PCMA, MATROSKA, video h264 320x240"})
    void pictureAndSoundAreRecorded(RtpCodec video, RtpCodec audio, Form form, String stream) throws Exception {
        Path file = directory.resolve("new/both.webm");
        studio.take(studio.client(Color.RED, video, audio));
        Recorder recorder = studio.recorder(file, form);
        recorder.record();
        studio.told("START");
        studio.roll(5);
        double seconds = studio.stop(recorder);

        ProbedFile probed = new ProbedFile(file);
        assertThat(probed.streams()).containsExactly("audio opus", stream);
        assertThat(probed.duration()).isCloseTo(seconds, within(NEAR));
        assertThat(probed.beginsWithKeyFrame()).isTrue();
        assertThat(probed.longestGap("video")).isBetween(0.0, 1.5);
        assertThat(probed.longestGap("audio")).isBetween(0.0, 1.5);
        assertThat(probed.complaints()).isEmpty();
        assertThat(studio.events).containsSubsequence("START", "STOP").contains("AUDIO true", "VIDEO true");
    }

    @Test
    void theTimeOfAPauseIsLeftOut() throws Exception {
        Path file = directory.resolve("pause.webm");
        studio.take(studio.client(Color.RED, RtpCodec.VP8, RtpCodec.OPUS));
        Recorder recorder = studio.recorder(file, Form.WEBM);
        recorder.record();
        studio.told("START");
        studio.roll(2);
        double before = studio.recorded();
        recorder.pause();
        studio.told("PAUSE");
        studio.roll(4);
        long size = Files.size(file);
        studio.roll(4.5);
        assertThat(Files.size(file)).isEqualTo(size);
        studio.events.clear();
        recorder.record();
        studio.told("START");
        studio.roll(2);
        double after = studio.stop(recorder);

        ProbedFile probed = new ProbedFile(file);
        assertThat(probed.duration()).isCloseTo(before + after, within(NEAR));
        // Until the next key frame of a sender that cannot be asked for one.
        assertThat(probed.longestGap("video")).isBetween(0.0, 2.5);
        assertThat(probed.longestGap("audio")).isBetween(0.0, 1.5);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void anotherSourceGoesOnInTheSameFile() throws Exception {
        Path file = directory.resolve("switch.webm");
        RtpPeer first = studio.client(Color.RED, RtpCodec.VP8, RtpCodec.OPUS);
        RtpPeer second = studio.client(Color.BLUE, RtpCodec.VP8, RtpCodec.PCMU);
        studio.take(first);
        Recorder recorder = studio.recorder(file, Form.WEBM);
        recorder.record();
        studio.told("START");
        studio.roll(2.5);
        studio.take(second);
        studio.roll(5);
        double seconds = studio.stop(recorder);

        ProbedFile probed = new ProbedFile(file);
        assertThat(probed.duration()).isCloseTo(seconds, within(NEAR));
        assertThat(probed.longestGap("video")).isBetween(0.0, 4.0);
        assertThat(probed.longestGap("audio")).isBetween(0.0, 1.5);
        assertThat(probed.complaints()).isEmpty();
        assertThat(probed.colour(1.5)[0]).isGreaterThan(200);
        assertThat(probed.colour(4.5)[2]).isGreaterThan(200);
    }

    @Test
    void whatWasRecordedUntilACrashCanBeRead() throws Exception {
        Path file = directory.resolve("alive.webm");
        Path dead = directory.resolve("dead.webm");
        studio.take(studio.client(Color.RED, RtpCodec.VP8, RtpCodec.OPUS));
        Recorder recorder = studio.recorder(file, Form.WEBM);
        recorder.record();
        studio.told("START");
        studio.roll(4);
        double seconds = studio.recorded();
        // As the file would be found if the process ended here.
        Files.copy(file, dead);

        ProbedFile probed = new ProbedFile(dead);
        assertThat(probed.streams()).containsExactly("audio opus", "video vp8 320x240");
        assertThat(probed.times("audio").get(probed.times("audio").size() - 1)).isCloseTo(seconds, within(NEAR));
        assertThat(probed.times("video").get(probed.times("video").size() - 1)).isCloseTo(seconds, within(NEAR));
        assertThat(probed.duration()).isGreaterThan(1);
        studio.stop(recorder);
    }

    @Test
    void theEndOfTheEngineCompletesTheFile() throws Exception {
        Path file = directory.resolve("end.webm");
        studio.take(studio.client(Color.RED, RtpCodec.OPUS));
        Recorder recorder = studio.recorder(file.toUri().toString(), new RecordingProfile(Form.WEBM, true, false));
        recorder.record();
        studio.told("START");
        studio.roll(2);
        double seconds = studio.recorded();
        studio.engine.close();

        ProbedFile probed = new ProbedFile(file);
        assertThat(probed.streams()).containsExactly("audio opus");
        assertThat(probed.duration()).isCloseTo(seconds, within(NEAR));
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void videoThatTheFileCannotHoldIsToldAndTheSoundIsRecorded() throws Exception {
        Path file = directory.resolve("sound.webm");
        studio.take(studio.client(Color.RED, RtpCodec.H264, RtpCodec.OPUS));
        Recorder recorder = studio.recorder(file, Form.WEBM);
        recorder.record();
        studio.told("CODEC H264");
        studio.told("START");
        studio.roll(1);
        studio.stop(recorder);

        assertThat(new ProbedFile(file).streams()).containsExactly("audio opus");
        assertThat(studio.events).containsOnlyOnce("CODEC H264");
    }

    @Test
    void whatCannotBeOpenedIsToldAndLeavesNothing() {
        for (String uri : List.of("file:///proc/nope/x.webm", "file://" + directory + "/", "foo://x", "x.webm", "",
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
