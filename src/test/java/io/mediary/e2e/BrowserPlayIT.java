package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.e2e.Page.Turn;
import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.FileServer;
import io.mediary.testing.FileServer.Manner;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;

/** Chromium sees and hears the files that sessions play, and what steers a player shows in its picture. */
@RequiresChromium
@RequiresCommand("ffmpeg")
class BrowserPlayIT {

    private static final int INVALID_OPERATION = 100040;
    private static final double SECOND = 1_000;
    /** What a picture and a command may take together, ms. */
    private static final double NEAR = 500;
    /** A picture that is on its way to another lasts no longer, ms. */
    private static final double FLASH = 200;
    /** Of a file's length, ms: its last frame, its sound's padding. */
    private static final long ROUNDING = 200;

    private static final Path FILES = Stage.directory("browser-play");
    private static final FileServer SERVER = serve(Manner.RANGES);
    private static final FileServer PLAIN = serve(Manner.NO_RANGES);

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-play", "mediary.uris.allow",
            String.join(",", FILES.toUri().toString(), SERVER.url("/"), PLAIN.url("/")));

    private static final Map<Film, String> NAMES = new HashMap<>();
    private static ApiClient client;
    private static Page page;

    @BeforeAll
    static void start() {
        for (Film film : Film.values()) {
            NAMES.put(film, film.make(FILES).getFileName().toString());
        }
        client = STAGE.client("director");
        client.request("core/event/subscribe", "class", "media");
        page = STAGE.page("viewer", Color.RED, 1_000);
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.close();
        PLAIN.close();
    }

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource({"OPUS,http", "VORBIS,http", "MP4,http", "MP4,file"})
    void fileIsSeenAndHeardAndDescribed(Film film, String scheme) {
        String uri = scheme.equals("file") ? FILES.resolve(NAMES.get(film)).toUri().toString() : uri(film);
        String session = page.receive(Map.of("type", "play", "uri", uri));
        page.sees(session, Film.COLOURS.get(0));
        JsonNode info = action(session, "get_info");
        assertThat(info.path("duration").asLong()).isCloseTo(Film.MILLIS, within(ROUNDING));
        assertThat(info.path("is_seekable").asBoolean()).isTrue();
        assertThat(info.path("first_position").asLong(-1)).isZero();
        assertThat(info.path("last_position").asLong()).isCloseTo(Film.MILLIS, within(ROUNDING));
        JsonNode described = client.request("media/session/get_info", "session_id", session);
        assertThat(described.path("type").asText()).isEqualTo("play");
        assertThat(described.at("/type_ext/uri").asText()).isEqualTo(uri);
        for (Color colour : Film.COLOURS.subList(1, Film.COLOURS.size())) {
            page.sees(session, colour);
        }
        page.hears(session, Film.HERTZ);
    }

    @Test
    void colourLastsASecondAndThePositionIsThatOfThePicture() {
        String session = play(Film.OPUS, 1);
        page.watch(session);
        Turn green = page.turns(session, Color.GREEN, 0);
        for (int second = 2; second < 5; second++) {
            Turn turned = page.turns(session, Film.COLOURS.get(second), green.at());
            comesAfter(turned, green, (second - 1) * SECOND);
        }
        double asked = page.request(session, "player_action", Map.of("action", "get_position"));
        long position = position(session);
        assertThat(position).as("when the picture was that of %.0f ms", SECOND + asked - green.at())
                .isGreaterThanOrEqualTo((long) (SECOND + asked - green.at() - NEAR));
        assertThat(action(session, "get_actions").path("actions")).map(JsonNode::asText)
                .contains("start", "pause", "resume", "stop", "get_info", "get_position", "set_position");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPUS", "MP4"})
    void pauseFreezesThePictureAndResumeGoesOnWithIt(Film film) {
        String session = play(film, 1);
        page.sees(session, Color.BLUE);
        action(session, "pause");
        long paused = position(session);
        page.seesNothing(session);
        page.hearsNothing(session);
        page.watch(session);
        assertThat(position(session)).isEqualTo(paused).isBetween(2_000L, 3_500L);

        double resumed = page.request(session, "player_action", Map.of("action", "resume"));
        Turn yellow = page.turns(session, Color.YELLOW, 0);
        if (paused < 3_000) {
            Turn first = page.seen(session).get(0);
            double missed = first.at() - resumed;
            assertThat(yellow.before() - first.time()).isLessThan(3_000 - paused + NEAR);
            assertThat(yellow.time() - first.time() + missed).isGreaterThan(3_000 - paused - NEAR);
        }
        page.turns(session, Color.MAGENTA, resumed);
        page.hears(session, Film.HERTZ);
        assertThat(lasting(page.seen(session))).isSubsetOf(Color.BLUE, Color.YELLOW, Color.MAGENTA, Color.CYAN,
                Color.WHITE);
    }

    @ParameterizedTest
    @EnumSource
    void positionIsSetToHalfASecond(Film film) {
        String session = play(film, 0);
        page.sees(session, Color.GREEN);
        page.watch(session);
        for (int wanted : List.of(4_300, 2_200, 5_400)) {
            long asked = System.nanoTime();
            double set = page.request(session, "player_action", Map.of("action", "set_position", "position", wanted));
            assertThat(position(session)).isBetween((long) wanted,
                    wanted + (System.nanoTime() - asked) / 1_000_000 + (long) NEAR);
            int second = wanted / 1_000;
            Turn there = page.turns(session, Film.COLOURS.get(second), set);
            Turn turned = page.turns(session, Film.COLOURS.get(second + 1), there.at());
            comesAfter(turned, there, (second + 1) * SECOND - wanted);
        }
        action(session, "pause");
        action(session, "set_position", "position", 3_400);
        page.watch(session);
        assertThat(position(session)).isCloseTo(3_400L, within((long) NEAR));
        action(session, "resume");
        page.turns(session, Color.YELLOW, 0);
        page.turns(session, Color.MAGENTA, 0);
    }

    @Test
    void threeLoopsAreThreeAndTheEndIsToldOnce() {
        String session = page.receive(Map.of("type", "park"));
        page.await("await test.connected(args[0], args[1]);", session, Page.PATIENCE.toMillis());
        page.watch(session);
        String file = Film.OPUS.make(FILES, 2).getFileName().toString();
        page.become(session, "play", Map.of("uri", SERVER.url("/" + file), "loops", 3));
        await().atMost(Page.PATIENCE).until(() -> ends(session) == 1);
        page.seesNothing(session);
        assertThat(colours(session)).containsExactly(Color.RED, Color.GREEN, Color.RED, Color.GREEN, Color.RED,
                Color.GREEN);
        assertThat(position(session)).isZero();
        assertThat(ends(session)).isOne();

        page.watch(session);
        action(session, "resume");
        page.turns(session, Color.RED, 0);
        page.turns(session, Color.GREEN, 0);
        page.hears(session, Film.HERTZ);
        assertThat(ends(session)).isOne();
    }

    @Test
    void withoutRangesAFileIsPlayedButNobodyGoesElsewhereInIt() {
        String session = page.receive(Map.of("type", "play", "uri", PLAIN.url("/" + NAMES.get(Film.OPUS)), "loops", 1));
        page.sees(session, Color.GREEN);
        JsonNode info = action(session, "get_info");
        assertThat(info.path("is_seekable").asBoolean(true)).isFalse();
        assertThatThrownBy(() -> action(session, "set_position", "position", 1_000))
                .isInstanceOfSatisfying(ErrorAnswer.class, e -> assertThat(e.code()).isEqualTo(INVALID_OPERATION));
        page.sees(session, Color.MAGENTA);
        page.hears(session, Film.HERTZ);
    }

    @Test
    void mutingCutsPictureOrSound() {
        String session = play(Film.OPUS, 0);
        page.sees(session, Color.GREEN);
        mute(session, "mute_video", true);
        page.seesNothing(session);
        page.hears(session, Film.HERTZ);
        mute(session, "mute_video", false);
        page.sees(session, Color.BLUE);

        mute(session, "mute_audio", true);
        page.hearsNothing(session);
        page.sees(session, Color.BLUE);
        mute(session, "mute_audio", false);
        page.hears(session, Film.HERTZ);
    }

    @Test
    void sessionComesToPlayAndLeavesItWithoutNegotiation() {
        String session = page.start(Map.of("type", "echo"));
        page.sees(session, page.colour());
        String negotiated = page.negotiated(session);

        page.become(session, "play", Map.of("uri", uri(Film.OPUS)));
        page.sees(session, Color.GREEN);
        page.hears(session, Film.HERTZ);
        page.become(session, "echo", Map.of());
        page.hears(session, page.hertz());
        page.sees(session, page.colour());
        page.become(session, "play", Map.of("uri", uri(Film.MP4)));
        page.sees(session, Color.GREEN);
        page.become(session, "park", Map.of());
        page.seesNothing(session);
        page.hearsNothing(session);
        page.become(session, "play", Map.of("uri", uri(Film.VORBIS)));
        page.sees(session, Color.GREEN);
        page.hears(session, Film.HERTZ);
        assertThat(page.negotiated(session)).isEqualTo(negotiated);
        assertThat(types(session)).containsExactly("play", "echo", "play", "park", "play");
    }

    @Test
    void startTurnsTheSessionToAnotherFileAndStopEndsThePicture() {
        String other = SERVER.url("/" + Film.MP4.make(FILES, 1).getFileName());
        String session = page.start(Map.of("type", "park"));
        action(session, "start", "uri", uri(Film.OPUS));
        page.sees(session, Color.GREEN);
        action(session, "start", "uri", other, "loops", 0);
        page.sees(session, Color.RED);
        page.watch(session);
        page.turns(session, Color.RED, 0);
        assertThat(action(session, "get_info").path("duration").asLong()).isCloseTo(1_000, within(ROUNDING));
        assertThat(client.request("media/session/get_info", "session_id", session).at("/type_ext/uri").asText())
                .isEqualTo(other);

        action(session, "stop");
        page.seesNothing(session);
        assertThat(position(session)).isZero();
        assertThat(colours(session)).containsExactly(Color.RED);
        action(session, "start", "uri", uri(Film.VORBIS));
        page.sees(session, Color.GREEN);
        page.hears(session, Film.HERTZ);
    }

    /** By the time of the media: no command and no browser stands in its way, but pictures may be missed. */
    private static void comesAfter(Turn turned, Turn earlier, double expected) {
        assertThat(turned.leastAfter(earlier)).as("%s after %s", turned, earlier).isLessThan(expected + NEAR);
        assertThat(turned.mostAfter(earlier)).as("%s after %s", turned, earlier).isGreaterThan(expected - NEAR);
    }

    private static FileServer serve(Manner manner) {
        try {
            return new FileServer(FILES, manner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String uri(Film film) {
        return SERVER.url("/" + NAMES.get(film));
    }

    /** A session that only receives, and is connected before the first picture is sent. */
    private static String play(Film film, int loops) {
        String session = page.receive(Map.of("type", "park"));
        page.await("await test.connected(args[0], args[1]);", session, Page.PATIENCE.toMillis());
        page.become(session, "play", Map.of("uri", uri(film), "loops", loops));
        return session;
    }

    private static JsonNode action(String session, String action, Object... data) {
        List<Object> fields = new ArrayList<>(List.of("session_id", session, "action", action));
        fields.addAll(List.of(data));
        return client.request("media/session/player_action", fields.toArray());
    }

    private static long position(String session) {
        return action(session, "get_position").path("position").asLong(-1);
    }

    private static void mute(String session, String kind, boolean on) {
        client.request("media/session/update_media", "session_id", session, kind, on);
    }

    private static List<Color> colours(String session) {
        return page.seen(session).stream().map(Turn::colour).toList();
    }

    /** A browser that asks for a key frame gets the pictures from the last one on at once, and may show one on the way. */
    private static List<Color> lasting(List<Turn> turns) {
        return IntStream.range(0, turns.size())
                .filter(i -> i == turns.size() - 1 || turns.get(i + 1).before() - turns.get(i).time() > FLASH)
                .mapToObj(i -> turns.get(i).colour()).toList();
    }

    private static long ends(String session) {
        return client.events(session).stream()
                .filter(event -> event.type().equals("status") && event.body().path("class").asText().equals("player")
                        && event.body().path("status").asText().equals("end_of_stream"))
                .count();
    }

    private static List<String> types(String session) {
        return client.events(session).stream().filter(event -> event.type().equals("type"))
                .map(event -> event.body().path("type").asText()).toList();
    }
}
