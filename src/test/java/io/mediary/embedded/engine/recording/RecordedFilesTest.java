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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
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

/**
 * What comes by RTP is in the file: as ffprobe sees it, and without a complaint of the decoder. The sender shares this machine and may be late;
 * what is exact is measured in {@link RecordingTest}.
 */
@RealTime
@Execution(ExecutionMode.CONCURRENT)
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecordedFilesTest {

    /** Of seconds. */
    private static final double NEAR = 0.3;
    /** The last packet's own length, s. */
    private static final double PACKET = 0.04;

    @TempDir
    private Path directory;
    private final Studio studio = new Studio(EngineOptions.loopback());

    @AfterEach
    void close() {
        studio.close();
    }

    @ParameterizedTest
    @CsvSource({"VP8, OPUS, WEBM, audio opus, video vp8 320x240", "VP8, PCMU, WEBM, audio opus, video vp8 320x240",
            "H264, PCMA, MATROSKA, audio opus, video h264 320x240", "H264, OPUS, MP4, audio aac, video h264 320x240",
            "H264, PCMU, MP4, audio aac, video h264 320x240"})
    void pictureAndSoundAreRecorded(RtpCodec video, RtpCodec audio, Form form, String sound, String picture)
            throws Exception {
        Path file = directory.resolve("new/both");
        studio.take(studio.client(Color.RED, video, audio));
        Recorder recorder = studio.recorder(file, form);
        recorder.record();
        studio.told("START");
        studio.roll(5);
        double seconds = studio.stop(recorder);

        ProbedFile probed = new ProbedFile(file);
        assertThat(probed.streams()).containsExactly(sound, picture);
        assertThat(probed.duration()).isCloseTo(seconds, within(NEAR));
        assertThat(probed.beginsWithKeyFrame()).isTrue();
        // The first picture of an MP4 is there from its beginning; a sender that cannot be asked for one sends one a second.
        assertThat(probed.longestGap("video")).isBetween(0.0, form == Form.MP4 ? 1.1 : NEAR);
        assertThat(probed.longestGap("audio")).isBetween(0.0, NEAR);
        assertThat(probed.complaints()).isEmpty();
        assertThat(studio.events).containsSubsequence("START", "STOP").contains("AUDIO true", "VIDEO true");
    }

    @ParameterizedTest
    @CsvSource({"VP8, WEBM", "H264, MP4"})
    void theTimeOfAPauseIsLeftOut(RtpCodec video, Form form) throws Exception {
        Path file = directory.resolve("pause");
        studio.take(studio.client(Color.RED, video, RtpCodec.OPUS));
        Recorder recorder = studio.recorder(file, form);
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

    @ParameterizedTest
    @CsvSource({"VP8, WEBM", "H264, MP4"})
    void anotherSourceGoesOnInTheSameFile(RtpCodec video, Form form) throws Exception {
        Path file = directory.resolve("switch");
        RtpPeer first = studio.client(Color.RED, video, RtpCodec.OPUS);
        RtpPeer second = studio.client(Color.BLUE, video, RtpCodec.PCMU);
        studio.take(first);
        Recorder recorder = studio.recorder(file, form);
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

    @ParameterizedTest
    @CsvSource({"VP8, WEBM, audio opus, video vp8 320x240", "H264, MP4, audio aac, video h264 320x240"})
    void whatWasRecordedUntilACrashCanBeRead(RtpCodec video, Form form, String sound, String picture)
            throws Exception {
        Path file = directory.resolve("alive");
        Path dead = directory.resolve("dead");
        studio.take(studio.client(Color.RED, video, RtpCodec.OPUS));
        Recorder recorder = studio.recorder(file, form);
        recorder.record();
        studio.told("START");
        studio.roll(4);
        double seconds = studio.recorded();
        // As the file would be found if the process ended here.
        Files.copy(file, dead);
        double copied = studio.recorded() + PACKET;

        ProbedFile probed = new ProbedFile(dead);
        assertThat(probed.streams()).containsExactly(sound, picture);
        assertThat(probed.last("audio")).isBetween(seconds - 1, copied);
        assertThat(probed.last("video")).isBetween(seconds - 1, copied);
        assertThat(probed.duration()).isBetween(seconds - 1.2, copied);
        assertThat(probed.beginsWithKeyFrame()).isTrue();
        assertThat(probed.complaints()).isEmpty();
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
    void whatIsMutedForAWhileComesBackInStep() throws Exception {
        Path file = directory.resolve("muted.mp4");
        RtpPeer client = studio.client(Color.RED, RtpCodec.H264, RtpCodec.OPUS);
        studio.take(client);
        Recorder recorder = studio.recorder(file, Form.MP4);
        recorder.record();
        studio.told("START");
        studio.roll(2);
        double off = studio.recorded();
        studio.proxy.disconnect(MediaKind.AUDIO, recorder);
        studio.roll(4);
        double on = studio.recorded();
        studio.proxy.connect(MediaKind.AUDIO, recorder);
        studio.roll(6);
        double seconds = studio.stop(recorder);

        ProbedFile probed = new ProbedFile(file);
        assertThat(probed.duration()).isCloseTo(seconds, within(NEAR));
        assertThat(probed.silences()).hasSize(1);
        assertThat(probed.silences().get(0)[0]).isCloseTo(off, within(NEAR));
        assertThat(probed.silences().get(0)[1]).isCloseTo(on, within(NEAR));
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void twoRecordAtOnce() throws Exception {
        Path webm = directory.resolve("x.webm");
        Path mp4 = directory.resolve("x.mp4");
        studio.take(studio.client(Color.RED, RtpCodec.H264, RtpCodec.OPUS));
        Recorder one = studio.recorder(webm, Form.MATROSKA);
        Recorder other = studio.recorder(mp4, Form.MP4);
        one.record();
        other.record();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> studio.events.stream().filter("START"::equals).count() == 2);
        studio.roll(3);
        double seconds = studio.stop(one);
        studio.stop(other);
        for (Path file : List.of(webm, mp4)) {
            ProbedFile probed = new ProbedFile(file);
            assertThat(probed.duration()).isBetween(seconds - NEAR, seconds + 2);
            assertThat(probed.streams()).hasSize(2);
            assertThat(probed.beginsWithKeyFrame()).isTrue();
            assertThat(probed.complaints()).isEmpty();
        }
    }
}
