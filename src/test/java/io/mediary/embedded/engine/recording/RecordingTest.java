package io.mediary.embedded.engine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

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

/** Real packets at times that the test makes up, so that the times in the file can be measured. */
@RealTime
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecordingTest {

    private static final double SECONDS = 4;
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
        picture = Footage.of(RtpCodec.VP8, Color.RED, SECONDS);
        another = Footage.of(RtpCodec.VP8, Color.BLUE, SECONDS);
    }

    @BeforeEach
    void open() throws IOException {
        file = directory.resolve("x.webm");
        scene = new Scene(file, new RecordingProfile(Form.WEBM, true, true));
    }

    @Test
    void timesAreThoseOfTheSourceHoweverPacketsCome() throws IOException {
        Random random = new Random(1);
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t + 20 + random.nextInt(60));
        scene.come(MediaKind.VIDEO, picture, i -> true, t -> t + 20 + random.nextInt(60));
        ProbedFile probed = scene.recorded();
        assertThat(probed.streams()).containsExactly("audio opus", "video vp8 320x240");
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.beginsWithKeyFrame()).isTrue();
        assertThat(probed.longestGap("audio")).isBetween(0.0, 0.022);
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void aStreamThatBeginsWithALatePacketHasNoGap() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> Math.max(t, 250) + 1);
        scene.come(MediaKind.VIDEO, picture, i -> true, t -> Math.max(t, 250) + 1);
        ProbedFile probed = scene.recorded();
        assertThat(probed.longestGap("audio")).isBetween(0.0, 0.022);
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
    }

    @Test
    void aPacketThatComesOnlyWhenAskedForAgainIsInItsPlace() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> i % 10 != 5, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> i % 10 == 5, t -> t + 200);
        ProbedFile probed = scene.recorded();
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void afterALossVideoGoesOnWithAKeyFrame() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> i % 20 != 7, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 1_200 || picture.millis(i) > 1_270, t -> t);
        ProbedFile probed = scene.recorded();
        // A key frame a second.
        assertThat(probed.longestGap("video")).isBetween(0.5, 1.1);
        assertThat(probed.longestGap("audio")).isBetween(0.03, 0.05);
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void theTimeOfAPauseIsLeftOut() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> sound.millis(i) < 1_500, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 1_500, t -> t);
        scene.play();
        scene.recording.pause(Scene.nanos(1_500));
        assertThat(scene.recording.awaitsKeyFrame()).isTrue();
        scene.recording.resume(Scene.nanos(2_500));
        scene.come(MediaKind.AUDIO, sound, i -> sound.millis(i) >= 2_500, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) >= 2_500, t -> t);
        ProbedFile probed = scene.recorded();
        assertThat(probed.duration()).isCloseTo(SECONDS - 1, within(0.1));
        assertThat(probed.longestGap("audio")).isBetween(0.0, 0.045);
        assertThat(probed.longestGap("video")).isBetween(0.3, 0.7);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void anotherSourceGoesOnWhereTheFirstStopped() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 2_000, t -> t);
        scene.come(MediaKind.VIDEO, another, i -> another.millis(i) < 2_000, t -> t + 2_000);
        ProbedFile probed = scene.recorded();
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.14);
        assertThat(probed.complaints()).isEmpty();
        assertThat(probed.colour(1.5)[0]).isGreaterThan(200);
        assertThat(probed.colour(3.5)[2]).isGreaterThan(200);
    }

    @Test
    void aKindThatIsMutedForAWhileComesBackInItsPlace() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> sound.millis(i) < 1_000 || sound.millis(i) >= 2_500, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> true, t -> t);
        ProbedFile probed = scene.recorded();
        assertThat(probed.longestGap("audio")).isLessThan(0.05);
        assertThat(probed.silences()).hasSize(1);
        assertThat(probed.silences().get(0)[0]).isCloseTo(1, within(0.05));
        assertThat(probed.silences().get(0)[1]).isCloseTo(2.5, within(0.05));
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void whatNobodyFinishedCanBeReadUpToItsEnd() throws IOException {
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        scene.come(MediaKind.VIDEO, picture, i -> true, t -> t);
        scene.play();
        Path dead = directory.resolve("dead.webm");
        Files.copy(file, dead);
        scene.recording.finish();
        ProbedFile probed = new ProbedFile(dead);
        assertThat(probed.streams()).containsExactly("audio opus", "video vp8 320x240");
        assertThat(probed.last("audio")).isCloseTo(SECONDS, within(0.2));
        assertThat(probed.last("video")).isCloseTo(SECONDS, within(0.2));
        assertThat(probed.duration()).isCloseTo(SECONDS, within(1.2));
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }
}
