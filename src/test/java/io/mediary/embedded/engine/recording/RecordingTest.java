package io.mediary.embedded.engine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.testing.ProbedFile;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;

/** Real packets at times that the test makes up, so that the times in the file can be measured. */
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecordingTest {

    private static final double SECONDS = 4;
    private static Footage sound;
    private static Footage picture;
    private static Footage another;

    @TempDir
    private Path directory;
    private Path file;
    private Recording recording;

    /** A packet at its time, in milliseconds. */
    private record Arrival(long at, MediaKind kind, MediaPacket packet) {
    }

    private final List<Arrival> arrivals = new ArrayList<>();

    @BeforeAll
    static void film() throws IOException {
        sound = Footage.of(RtpCodec.OPUS, Color.RED, SECONDS);
        picture = Footage.of(RtpCodec.VP8, Color.RED, SECONDS);
        another = Footage.of(RtpCodec.VP8, Color.BLUE, SECONDS);
    }

    @BeforeEach
    void open() throws IOException {
        file = directory.resolve("x.webm");
        recording = new Recording(new RecordingTarget(file.toUri().toString(), Optional.empty()),
                new RecordingProfile(Form.WEBM, true, true), (kind, codec) -> {
                    throw new AssertionError(codec);
                });
    }

    @Test
    void timesAreThoseOfTheSourceHoweverPacketsCome() throws IOException {
        Random random = new Random(1);
        come(MediaKind.AUDIO, sound, i -> true, t -> t + 20 + random.nextInt(60));
        come(MediaKind.VIDEO, picture, i -> true, t -> t + 20 + random.nextInt(60));
        ProbedFile probed = recorded();
        assertThat(probed.streams()).containsExactly("audio opus", "video vp8 320x240");
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.beginsWithKeyFrame()).isTrue();
        assertThat(probed.longestGap("audio")).isBetween(0.0, 0.022);
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void aStreamThatBeginsWithALatePacketHasNoGap() throws IOException {
        come(MediaKind.AUDIO, sound, i -> true, t -> Math.max(t, 250) + 1);
        come(MediaKind.VIDEO, picture, i -> true, t -> Math.max(t, 250) + 1);
        ProbedFile probed = recorded();
        assertThat(probed.longestGap("audio")).isBetween(0.0, 0.022);
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
    }

    @Test
    void aPacketThatComesOnlyWhenAskedForAgainIsInItsPlace() throws IOException {
        come(MediaKind.AUDIO, sound, i -> true, t -> t);
        come(MediaKind.VIDEO, picture, i -> i % 10 != 5, t -> t);
        come(MediaKind.VIDEO, picture, i -> i % 10 == 5, t -> t + 200);
        ProbedFile probed = recorded();
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void afterALossVideoGoesOnWithAKeyFrame() throws IOException {
        come(MediaKind.AUDIO, sound, i -> i % 20 != 7, t -> t);
        come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 1_200 || picture.millis(i) > 1_270, t -> t);
        ProbedFile probed = recorded();
        // A key frame a second.
        assertThat(probed.longestGap("video")).isBetween(0.5, 1.1);
        assertThat(probed.longestGap("audio")).isBetween(0.03, 0.05);
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void theTimeOfAPauseIsLeftOut() throws IOException {
        come(MediaKind.AUDIO, sound, i -> sound.millis(i) < 1_500, t -> t);
        come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 1_500, t -> t);
        play();
        recording.pause(nanos(1_500));
        assertThat(recording.awaitsKeyFrame()).isTrue();
        recording.resume(nanos(2_500));
        come(MediaKind.AUDIO, sound, i -> sound.millis(i) >= 2_500, t -> t);
        come(MediaKind.VIDEO, picture, i -> picture.millis(i) >= 2_500, t -> t);
        ProbedFile probed = recorded();
        assertThat(probed.duration()).isCloseTo(SECONDS - 1, within(0.1));
        assertThat(probed.longestGap("audio")).isBetween(0.0, 0.045);
        assertThat(probed.longestGap("video")).isBetween(0.3, 0.7);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void anotherSourceGoesOnWhereTheFirstStopped() throws IOException {
        come(MediaKind.AUDIO, sound, i -> true, t -> t);
        come(MediaKind.VIDEO, picture, i -> picture.millis(i) < 2_000, t -> t);
        come(MediaKind.VIDEO, another, i -> another.millis(i) < 2_000, t -> t + 2_000);
        ProbedFile probed = recorded();
        assertThat(probed.duration()).isCloseTo(SECONDS, within(0.1));
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.14);
        assertThat(probed.complaints()).isEmpty();
        assertThat(probed.colour(1.5)[0]).isGreaterThan(200);
        assertThat(probed.colour(3.5)[2]).isGreaterThan(200);
    }

    @Test
    void aKindThatIsMutedForAWhileComesBackInItsPlace() throws IOException {
        come(MediaKind.AUDIO, sound, i -> sound.millis(i) < 1_000 || sound.millis(i) >= 2_500, t -> t);
        come(MediaKind.VIDEO, picture, i -> true, t -> t);
        ProbedFile probed = recorded();
        assertThat(probed.longestGap("audio")).isCloseTo(1.52, within(0.03));
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }

    @Test
    void whatNobodyFinishedCanBeReadUpToItsEnd() throws IOException {
        come(MediaKind.AUDIO, sound, i -> true, t -> t);
        come(MediaKind.VIDEO, picture, i -> true, t -> t);
        play();
        Path dead = directory.resolve("dead.webm");
        Files.copy(file, dead);
        recording.finish();
        ProbedFile probed = new ProbedFile(dead);
        assertThat(probed.streams()).containsExactly("audio opus", "video vp8 320x240");
        assertThat(probed.times("audio").get(probed.times("audio").size() - 1)).isCloseTo(SECONDS - 1, within(0.1));
        assertThat(probed.duration()).isGreaterThan(2);
        assertThat(probed.longestGap("video")).isBetween(0.0, 0.07);
        assertThat(probed.complaints()).isEmpty();
    }

    private interface Delay {
        long of(long taken);
    }

    private void come(MediaKind kind, Footage footage, IntPredicate which, Delay when) {
        for (int i = 0; i < footage.size(); i++) {
            if (which.test(i)) {
                arrivals.add(new Arrival(when.of(footage.millis(i)), kind, footage.packet(i)));
            }
        }
    }

    private void play() throws IOException {
        arrivals.sort(Comparator.comparingLong(Arrival::at));
        for (Arrival arrival : arrivals) {
            recording.media(arrival.kind, arrival.packet, nanos(arrival.at));
        }
        arrivals.clear();
    }

    private ProbedFile recorded() throws IOException {
        play();
        recording.finish();
        return new ProbedFile(file);
    }

    private static long nanos(long millis) {
        return TimeUnit.HOURS.toNanos(3) + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
