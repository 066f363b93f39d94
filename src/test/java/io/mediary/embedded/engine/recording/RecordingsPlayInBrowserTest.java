package io.mediary.embedded.engine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.testing.Browser;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RunsAlone;

/** Chromium plays what was recorded, with picture and sound in step. */
@RunsAlone
@RequiresChromium
@RequiresCommand("ffmpeg")
class RecordingsPlayInBrowserTest {

    /** Plays a file to its end and notes, again and again, when what is seen and heard. */
    private static final String PLAY = """
            const video = document.createElement('video');
            document.body.append(video);
            video.src = args[0];
            await new Promise((done, failed) => {
                video.oncanplay = done;
                video.onerror = () => failed(video.error.message);
            });
            const audio = new AudioContext();
            const ear = new AnalyserNode(audio, {fftSize: 1024});
            audio.createMediaElementSource(video).connect(ear).connect(audio.destination);
            const eye = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
            const waves = new Float32Array(1024);
            const seen = [];
            video.currentTime = args[1];
            await video.play();
            while (!video.ended) {
                ear.getFloatTimeDomainData(waves);
                eye.drawImage(video, 0, 0, 1, 1);
                const pixel = eye.getImageData(0, 0, 1, 1).data;
                seen.push([video.currentTime, Math.max(...waves) > 0.01 ? 1 : 0, pixel[0], pixel[2]]);
                await new Promise(later => setTimeout(later, 10));
            }
            const [duration, width] = [video.duration, video.videoWidth];
            video.remove();
            await audio.close();
            return {duration, width, seen};
            """;
    private static final double SECONDS = 4;
    private static Browser browser;
    private static Footage sound;

    @TempDir
    private Path directory;

    /** What was seen and heard at a time. */
    private record Moment(double second, boolean heard, boolean red, boolean blue) {
    }

    private record Played(double duration, int width, List<Moment> moments) {

        /** When something is first so, from that second on. */
        double first(double from, java.util.function.Predicate<Moment> what) {
            return moments.stream().filter(m -> m.second >= from && what.test(m)).findFirst().orElseThrow().second;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        sound = Footage.of(RtpCodec.OPUS, Color.RED, SECONDS);
        browser = new Browser();
        browser.open(URI.create("data:text/html,%3Cbody%3E"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Form.class, names = {"WEBM", "MP4"})
    void afterAMutePictureAndSoundAreStillInStep(Form form) throws IOException {
        Footage red = Footage.of(form == Form.MP4 ? RtpCodec.H264 : RtpCodec.VP8, Color.RED, SECONDS);
        Footage blue = Footage.of(form == Form.MP4 ? RtpCodec.H264 : RtpCodec.VP8, Color.BLUE, SECONDS);
        Path file = directory.resolve("x." + form.title());
        Scene scene = new Scene(file, new RecordingProfile(form, true, true));
        scene.come(MediaKind.AUDIO, sound, i -> sound.millis(i) < 1_000 || sound.millis(i) >= 2_500, t -> t);
        scene.come(MediaKind.VIDEO, red, i -> red.millis(i) < 2_500, t -> t);
        scene.come(MediaKind.VIDEO, blue, i -> blue.millis(i) < 1_500, t -> t + 2_500);
        scene.recorded();
        Played played = play(file, 0);
        assertThat(played.duration).isCloseTo(SECONDS, within(0.1));
        assertThat(played.first(0.1, m -> !m.heard)).isCloseTo(1, within(0.2));
        assertThat(played.first(1.5, Moment::blue)).isCloseTo(2.5, within(0.15));
        assertThat(played.first(1.5, Moment::heard)).isCloseTo(2.5, within(0.15));
    }

    private Played play(Path file, double from) throws IOException {
        String type = file.toString().endsWith("webm") ? "video/webm" : "video/mp4";
        String url = "data:" + type + ";base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        var result = (java.util.Map<?, ?>) browser.await(PLAY, url, from);
        List<Moment> moments = ((List<?>) result.get("seen")).stream().map(each -> ((List<?>) each).stream()
                .mapToDouble(n -> ((Number) n).doubleValue()).toArray())
                .map(n -> new Moment(n[0], n[1] > 0, n[2] > 200, n[3] > 200)).toList();
        return new Played(((Number) result.get("duration")).doubleValue(),
                ((Number) result.get("width")).intValue(), moments);
    }

    @Test
    void lateVideoAndAnotherSizeArePlayed() throws IOException {
        Footage red = Footage.of(RtpCodec.H264, Color.RED, SECONDS);
        Path file = directory.resolve("late.mp4");
        Scene scene = new Scene(file, new RecordingProfile(Form.MP4, true, true));
        scene.come(MediaKind.AUDIO, sound, i -> true, t -> t);
        scene.come(MediaKind.VIDEO, red, i -> red.millis(i) < 1_000, t -> t + 3_500);
        scene.recorded();
        Played played = play(file, 2);
        assertThat(played.width).isEqualTo(320);
        assertThat(played.first(2, Moment::red)).isLessThan(3.5);
        assertThat(played.duration).isCloseTo(4.5, within(0.1));
    }
}
