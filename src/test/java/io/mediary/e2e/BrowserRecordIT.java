package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.ProbedFile;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;

/** What Chromium sends is in the file: as ffprobe sees it, and without a complaint of the decoder. */
@RequiresChromium
@RequiresCommand({"ffmpeg", "ffprobe"})
class BrowserRecordIT {

    private static final int UNAUTHORIZED = 100030;
    private static final int NO_ACTIVE_RECORDER = 300030;
    private static final Duration SHORT = Duration.ofSeconds(2);
    /** More than a browser's pictures or packets are apart, s. */
    private static final double GAP = 1;

    private static final Path FILES = Stage.directory("browser-record");
    private static final Path RECORDINGS = FILES.resolve("recordings");

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-record", "mediary.recordings.directory", RECORDINGS.toString(),
            "mediary.uris.allow", FILES.toUri().toString());

    private static ApiClient client;
    private static Page red;
    private static Page blue;

    @BeforeAll
    static void start() {
        client = STAGE.client("recordist");
        client.request("core/event/subscribe", "class", "media");
        red = STAGE.page("red", Color.RED, 440);
        blue = STAGE.page("blue", Color.BLUE, 1_000);
    }

    @Test
    void tenSecondsOfABrowserAreTenSecondsOfPictureAndSound() {
        String session = echo(red);
        Take take = Take.start(client, red, session);
        take.roll(Duration.ofSeconds(10));
        assertThat(take.info().path("state").asText()).isEqualTo("recording");
        assertThat(take.isReady()).isFalse();
        take.stop();

        JsonNode ready = take.ready();
        ProbedFile file = take.film(RECORDINGS);
        assertThat(file.streams()).hasSize(2).first().isEqualTo("audio opus");
        assertThat(file.streams().get(1)).isEqualTo("video vp8 320x240");
        take.assertLasts(file, 10);
        assertThat(file.beginsWithKeyFrame()).isTrue();
        assertThat(file.longestGap("video")).isBetween(0.0, GAP + take.stalled());
        assertThat(file.longestGap("audio")).isBetween(0.0, GAP + take.stalled());
        assertThat(file.complaints()).isEmpty();
        file.assertShows(1, Color.RED);
        file.assertShows(9, Color.RED);
        file.assertSounds(4, 7, red.hertz());

        assertThat(ready).isEqualTo(take.info());
        assertThat(ready.path("recording_id").asText()).isEqualTo(take.id());
        assertThat(ready.path("session_id").asText()).isEqualTo(session);
        assertThat(ready.path("user_id").asText()).isEqualTo("red");
        assertThat(ready.path("state").asText()).isEqualTo("stopped");
        assertThat(ready.path("format").asText()).isEqualTo("webm");
        assertThat(RECORDINGS.resolve(ready.path("name").asText())).hasSize(ready.path("size").asLong());
        take.assertLasts(file, ready.path("duration").asLong() / 1_000.0);
        assertThat(ready.path("started_at").asLong()).isCloseTo(System.currentTimeMillis(),
                within(Duration.ofMinutes(2).toMillis()));
        assertThat(Stream.of("recording", "stopped").map(status -> take.told(status).size())).containsExactly(1, 1);
    }

    @Test
    void timeOfAPauseIsLeftOut() {
        Take take = Take.start(client, red, echo(red));
        take.roll(SHORT);
        take.pause();
        await().atMost(Page.PATIENCE).until(() -> take.told("paused").size() == 1);
        take.rest(SHORT);
        take.resume();
        take.roll(SHORT);
        take.stop();

        JsonNode ready = take.ready();
        ProbedFile file = take.complete(RECORDINGS);
        take.assertLasts(file, ready.path("duration").asLong() / 1_000.0);
        assertThat(file.longestGap("video")).isBetween(0.0, GAP + take.stalled());
        assertThat(file.longestGap("audio")).isBetween(0.0, GAP + take.stalled());
        file.assertShows(3, Color.RED);
        file.assertSounds(2.5, 4, red.hertz());
    }

    @ParameterizedTest
    @ValueSource(strings = {"video", "audio"})
    void mutedKindIsMissingForThatTimeAndTheOtherGoesOn(String muted) {
        String session = echo(red);
        Take take = Take.start(client, red, session);
        take.roll(SHORT);
        client.request("media/session/update_media", "session_id", session, "mute_" + muted, true);
        take.roll(SHORT.multipliedBy(2));
        client.request("media/session/update_media", "session_id", session, "mute_" + muted, false);
        take.roll(SHORT.multipliedBy(3));
        take.stop();

        ProbedFile file = take.complete(RECORDINGS);
        double near = 0.5 + take.near();
        List<double[]> silences = file.silences();
        if (muted.equals("video")) {
            assertThat(file.longestGap("video")).isCloseTo(SHORT.toSeconds(), within(near));
            assertThat(silences).noneMatch(silence -> silence[1] - silence[0] > GAP + take.near());
        } else {
            assertThat(file.longestGap("video")).isBetween(0.0, near);
            assertThat(silences).anySatisfy(silence -> {
                assertThat(silence[0]).as("from").isCloseTo(SHORT.toSeconds(), within(near));
                assertThat(silence[1] - silence[0]).as("for").isCloseTo(SHORT.toSeconds(), within(near));
            });
            file.assertShows(3, Color.RED);
        }
        file.assertSounds(0.5, 1.5, red.hertz());
        file.assertSounds(4.5, 5.5, red.hertz());
    }

    @Test
    void timeWithoutMediaIsKeptWhenTheTypeChanges() {
        String session = echo(red);
        Take take = Take.start(client, red, session);
        take.roll(SHORT);
        double parking = seconds(take.age());
        red.become(session, "park", Map.of());
        double parked = seconds(take.age());
        take.roll(take.age().plus(SHORT));
        double leaving = seconds(take.age());
        red.become(session, "echo", Map.of());
        double back = seconds(take.age());
        take.roll(take.age().plus(SHORT));
        take.stop();

        ProbedFile file = take.complete(RECORDINGS);
        double near = 0.5 + take.near();
        assertThat(file.longestGap("video")).isBetween(leaving - parked - near, back - parking + near);
        assertThat(file.silences()).map(silence -> silence[1] - silence[0])
                .anyMatch(gap -> gap > leaving - parked - near && gap < back - parking + near);
        file.assertShows(file.duration() - 0.5, Color.RED);
        file.assertSounds(file.duration() - 1.3, file.duration(), red.hertz());
    }

    @Test
    void recorderFollowsTheSessionIntoPlayAndBack() {
        String film = Film.OPUS.make(FILES, 2).toUri().toString();
        String session = echo(blue);
        Take take = Take.start(client, blue, session);
        take.roll(SHORT);
        double playing = seconds(take.age());
        blue.become(session, "play", Map.of("uri", film));
        blue.sees(session, Color.RED);
        double reddened = seconds(take.age());
        blue.sees(session, Color.GREEN);
        double greened = seconds(take.age());
        take.roll(take.age().plusSeconds(1));
        blue.become(session, "echo", Map.of());
        blue.sees(session, Color.BLUE);
        take.roll(take.age().plusSeconds(2));
        take.stop();

        ProbedFile file = take.complete(RECORDINGS);
        file.assertShows(1, Color.BLUE);
        file.assertSounds(0.5, 2, blue.hertz());
        file.assertShows(playing - take.near(), reddened, Color.RED);
        file.assertShows(reddened - take.near(), greened, Color.GREEN);
        file.assertSounds(reddened - take.near(), greened + 1, Film.HERTZ);
        file.assertShows(file.duration() - 0.5, Color.BLUE);
        file.assertSounds(file.duration() - 1.5, file.duration(), blue.hertz());
    }

    @Test
    void sessionsAreRecordedAtOnceEachInItsFile() {
        Map<Page, Take> takes = Map.of(red, Take.start(client, red, echo(red)), blue,
                Take.start(client, blue, echo(blue)));
        takes.values().forEach(take -> take.roll(SHORT));
        takes.values().forEach(Take::stop);
        takes.forEach((page, take) -> {
            take.ready();
            ProbedFile file = take.complete(RECORDINGS);
            file.assertShows(1, page.colour());
            file.assertSounds(0.5, 2, page.hertz());
        });
        assertThat(takes.values().stream().map(Take::id)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"video,audio opus", "audio,video vp8 320x240"})
    void unwantedKindIsLeftOut(String unwanted, String stream) {
        Take take = Take.start(client, red, echo(red), unwanted, false);
        take.roll(SHORT);
        take.stop();
        take.ready();
        assertThat(take.complete(RECORDINGS).streams()).containsExactly(stream);
    }

    @Test
    void browserThatSendsH264IsRecordedAsMp4() {
        client.request("media/room/create", "class", "sfu", "room_id", "films", "video_codec", "h264");
        String session = red.start(Map.of("type", "publish", "room_id", "films"));
        red.await("await test.connected(args[0], args[1]);", session, Page.PATIENCE.toMillis());
        Take take = Take.start(client, red, session, "format", "mp4");
        take.roll(SHORT);
        take.stop();
        ProbedFile file = take.complete(RECORDINGS);
        assertThat(file.streams()).containsExactly("audio aac", "video h264 320x240");
        assertThat(take.info().path("name").asText()).endsWith(".mp4");
        file.assertShows(1, Color.RED);
        file.assertSounds(0, file.duration(), red.hertz());
        client.request("media/room/destroy", "room_id", "films");
    }

    @Test
    void pictureOfAnotherCodecThanTheFilesIsRefused() {
        String session = echo(red);
        assertThat(catchThrowableOfType(() -> Take.start(client, session, "format", "mp4"),
                ApiClient.ErrorAnswer.class).code()).isEqualTo(300005);
        Take take = Take.start(client, red, session, "format", "mp4", "video", false);
        take.roll(SHORT);
        take.stop();
        assertThat(take.complete(RECORDINGS).streams()).containsExactly("audio aac");
    }

    @Test
    void startingAgainEndsTheFileAndBeginsTheNextNumber() {
        String session = echo(red);
        Take first = Take.start(client, red, session);
        first.roll(SHORT);
        Take second = first.endsBy(() -> Take.start(client, red, session));
        first.ready();
        assertThat(second.isReady()).isFalse();
        second.roll(SHORT);
        second.stop();
        second.ready();
        assertThat(second.id()).isNotEqualTo(first.id());
        first.complete(RECORDINGS);
        second.complete(RECORDINGS);
        assertThat(files(session)).hasSize(2).first().asString().contains("1.");
        assertThat(files(session).get(1)).contains("2.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"destroy", "hang up"})
    void endOfTheSessionClosesTheFile(String manner) {
        String session = echo(red);
        Take take = Take.start(client, red, session, "uri", "ends/" + manner.charAt(0) + ".webm");
        take.roll(SHORT);
        take.endsBy(manner.equals("destroy")
                ? () -> client.request("media/session/destroy", "session_id", session)
                : () -> red.await("return test.leave();"));
        assertThat(take.ready().path("state").asText()).isEqualTo("stopped");
        take.complete(RECORDINGS);
        assertThat(RECORDINGS.resolve("ends/" + manner.charAt(0) + ".webm")).isRegularFile();
    }

    @Test
    void recordingWithoutMediaIsFailedAndHasNoFile() {
        String session = red.start(Map.of("type", "park"));
        Take take = Take.ahead(client, session, "uri", "nothing.webm");
        assertThat(take.info().path("state").asText()).isEqualTo("recording");
        assertThat(take.info().path("size").asLong(0)).isZero();
        client.request("media/session/recorder_action", "session_id", session, "action", "stop");
        await().atMost(Page.PATIENCE).until(() -> take.info().path("state").asText().equals("failed"));
        assertThat(RECORDINGS.resolve("nothing.webm")).doesNotExist();
        assertThat(Take.get(STAGE.instance().http("/v1/recordings/" + take.id())).statusCode()).isEqualTo(404);
        assertThat(take.isReady()).isFalse();
    }

    @Test
    void recorderThatIsRefusedOrNotThereIsAnError() {
        String session = echo(red);
        refused(UNAUTHORIZED, session, "start", "uri", "../outside.webm");
        refused(UNAUTHORIZED, session, "start", "uri", FILES.resolve("outside.webm").toUri().toString());
        refused(NO_ACTIVE_RECORDER, session, "pause");
        refused(NO_ACTIVE_RECORDER, session, "stop");
        assertThat(client.request("media/session/recorder_action", "session_id", session).path("actions"))
                .map(JsonNode::asText).contains("start", "pause", "resume", "stop", "get_actions");
        assertThat(FILES.resolve("outside.webm")).doesNotExist();
        red.sees(session, Color.RED);
    }

    private static String echo(Page page) {
        String session = page.start(Map.of("type", "echo"));
        page.sees(session, page.colour());
        page.hears(session, page.hertz());
        return session;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }

    private static List<String> files(String session) {
        try (Stream<Path> all = Files.walk(RECORDINGS)) {
            return all.map(file -> file.getFileName().toString()).filter(name -> name.contains(session)).sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refused(int code, String session, String action, Object... data) {
        assertThatThrownBy(() -> client.request("media/session/recorder_action",
                Stream.concat(Stream.of("session_id", session, "action", action), Stream.of(data)).toArray()))
                .isInstanceOfSatisfying(ErrorAnswer.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
