package io.mediary.embedded.engine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.testing.ProbedFile;
import io.mediary.testing.RealTime;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;

/** MP4 files of real packets at times that the test makes up. */
@RealTime
@RequiresCommand({"ffmpeg", "ffprobe"})
class Mp4RecordingTest {

    private static final double SECONDS = 4;
    private static final double AAC_PACKET = 1024 / 48e3;
    private static Footage sound;
    private static Footage picture;
    private static Footage another;

    @TempDir
    private Path directory;
    private Path file;
    private Scene scene;

    @BeforeAll
    static void film() throws IOException {
        sound = Footage.of(RtpCodec.OPUS, Color.RED, SECONDS);
        picture = Footage.of(RtpCodec.H264, Color.RED, SECONDS);
        another = Footage.of(RtpCodec.H264, Color.BLUE, SECONDS);
    }

    @BeforeEach
    void open() throws IOException {
        file = directory.resolve("x.mp4");
        scene = new Scene(file, new RecordingProfile(Form.MP4, true, true));
    }

    @Test
    void pictureAndSoundAreH264AndAac() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> true, t -> t);
        ProbedFile probed = scene.recorded();
        assertThat(probed.streams()).containsExactly("audio aac", "video h264 320x240");
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.beginsWithKeyFrame()).isTrue();
        assertThat(probed.longestGap("audio")).isCloseTo(AAC_PACKET, within(0.001));
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void whatNobodyFinishedCanBeReadUpToItsEnd() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> true, t -> t);
        scene.play();
        Path dead = directory.resolve("dead.mp4");
        Files.copy(file, dead);
        scene.recording.finish();
        ProbedFile probed = new ProbedFile(dead);
        assertThat(probed.streams()).containsExactly("audio aac", "video h264 320x240");
        assertThat(probed.last("audio")).isCloseTo(SECONDS, within(0.8));
        assertThat(probed.last("video")).isCloseTo(SECONDS, within(0.8));
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void theTimeOfAPauseIsLeftOut() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> sound.millis(i) < 1_500, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 1_500, t -> t);
        scene.play();
        scene.recording.pause(Scene.nanos(1_500));
        scene.recording.resume(Scene.nanos(2_500));
        scene.come(MediaKind.AUDIO, sound, i -> sound.millis(i) >= 2_500, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) >= 2_500, t -> t);
        ProbedFile probed = scene.recorded();
        assertThat(probed.duration()).isCloseTo(SECONDS - 1, within(0.1));
        assertThat(probed.longestGap("audio")).isCloseTo(AAC_PACKET, within(0.001));
        assertThat(probed.longestGap("video")).isBetween(0.3, 0.7);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void soundThatIsMutedForAWhileIsSilenceAndComesBackInItsPlace() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> sound.millis(i) < 1_000 || sound.millis(i) >= 2_500, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> true, t -> t);
        ProbedFile probed = scene.recorded();
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.longestGap("audio")).isCloseTo(AAC_PACKET, within(0.001));
        assertThat(probed.silences()).hasSize(1);
        assertThat(probed.silences().get(0)[0]).isCloseTo(1, within(0.05));
        assertThat(probed.silences().get(0)[1]).isCloseTo(2.5, within(0.05));
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void videoThatIsMutedForAWhileComesBackInItsPlace() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 1_000, t -> t);
        scene.come(MediaKind.VIDEO, another, i -> another.millis(i) < 2_000, t -> t + 2_000);
        ProbedFile probed = scene.recorded();
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.longestGap("video")).isCloseTo(1.07, within(0.1));
        assertThat(probed.colour(0.8)[0]).isGreaterThan(200);
        assertThat(probed.colour(2.3)[2]).isGreaterThan(200);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void videoThatComesLateIsInTheFile() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 1_000, t -> t + 3_500);
        scene.play();
        Path dead = directory.resolve("dead.mp4");
        Files.copy(file, dead);
        ProbedFile probed = scene.recorded();
        assertThat(probed.streams()).containsExactly("audio aac", "video h264 320x240");
        assertThat(probed.duration()).isCloseTo(4.5, within(0.1));
        assertThat(probed.colour(4.2)[0]).isGreaterThan(200);
        assertThat(probed.complaints()).isEmpty();
        assertThat(new ProbedFile(dead).complaints()).isEmpty();
    }

    @Test
    void soundThatComesLateIsInItsPlace() throws IOException {
        scene.come(MediaKind.VIDEO, picture, i -> true, t -> t);
        scene.come(MediaKind.AUDIO, sound, i -> sound.millis(i) < 2_000, t -> t + 2_000);
        ProbedFile probed = scene.recorded();
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.silences().get(0)[1]).isCloseTo(2, within(0.05));
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void aStreamThatNeverComesIsNotInTheFile() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        assertThat(scene.recorded().streams()).containsExactly("audio aac");
    }

    @Test
    void nothingIsWrittenBeforeMediaCome() throws IOException {
        assertThat(file).isEmptyFile();
        scene.recording.finish();
        assertThat(file).doesNotExist();
    }

    @Test
    void otherVideoIsRefusedAndH264IsTakenWhenItComes() throws IOException {
        Footage vp8 = Footage.of(RtpCodec.VP8, Color.GREEN, 1);
        scene.come(MediaKind.VIDEO, vp8, i -> true, t -> t);
        scene.play();
        assertThat(scene.refused).containsExactly("VP8");
        assertThat(scene.recording.started()).isFalse();
        assertThat(scene.recording.awaitsKeyFrame()).isFalse();
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 2_000, t -> t + 2_000);
        ProbedFile probed = scene.recorded();
        assertThat(probed.streams()).containsExactly("video h264 320x240");
        assertThat(probed.duration()).isCloseTo(2, within(0.1));
    }
}
