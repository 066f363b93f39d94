package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.FileServer;
import io.mediary.testing.FileServer.Manner;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;

/** What a player's file does to its own session, and to nobody else's; and clients of plain RTP that see files. */
@RequiresChromium
@RequiresCommand("ffmpeg")
class PlayersAndOthersIT {

    private static final int UNAUTHORIZED = 100030;
    private static final int INVALID_ACTION = 100043;
    private static final int INVALID_URI = 100070;
    private static final int NO_ACTIVE_PLAYER = 300031;
    /** A command and its answer on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final Path FILES = Stage.directory("players-and-others");
    private static final FileServer SERVER = serve(Manner.RANGES);
    private static final FileServer SILENT = serve(Manner.SILENT);
    private static final FileServer STALLING = serve(Manner.STALLS);
    private static final FileServer REDIRECTING = serve(Manner.REDIRECTS);

    @RegisterExtension
    static final Stage STAGE = new Stage("players-and-others", "mediary.uris.allow",
            Stream.concat(Stream.of(FILES.toUri().toString(), "http://127.0.0.1:9/"),
                    Stream.of(SERVER, SILENT, STALLING, REDIRECTING).map(server -> server.url("/")))
                    .collect(Collectors.joining(",")));

    private static String film;
    private static ApiClient client;
    private static Page page;

    @BeforeAll
    static void start() throws IOException {
        film = Film.OPUS.make(FILES).getFileName().toString();
        Files.writeString(FILES.resolve("text.webm"), "this is no film\n".repeat(100));
        client = STAGE.client("director");
        client.request("core/event/subscribe", "class", "media");
        page = STAGE.page("viewer", Color.RED, 1_000);
    }

    @AfterAll
    static void stop() throws IOException {
        for (FileServer server : List.of(SERVER, SILENT, STALLING, REDIRECTING)) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.webm", "text.webm"})
    void fileThatDoesNotOpenEndsTheSessionThatTurnsToIt(String name) {
        String session = page.start(Map.of("type", "echo"));
        page.sees(session, page.colour());
        String other = page.start(Map.of("type", "echo"));
        page.become(session, "play", Map.of("uri", SERVER.url("/" + name)));
        assertThat(page.ends(session)).isEqualTo(INVALID_URI);
        page.sees(other, page.colour());
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.webm", "text.webm", "http://127.0.0.1:9/nobody.webm"})
    void sessionMadeWithAFileThatDoesNotOpenEnds(String name) {
        String uri = name.startsWith("http") ? name : FILES.resolve(name).toUri().toString();
        String session = client.request("media/session/create", "type", "play", "uri", uri, "offer", Sdp.offer())
                .path("session_id").asText();
        await().atMost(Page.PATIENCE).untilAsserted(() -> assertThat(client.events(session))
                .filteredOn(event -> event.type().equals("destroyed"))
                .singleElement().extracting(event -> event.body().path("code").asInt()).isEqualTo(INVALID_URI));
    }

    @Test
    void serverThatNeverAnswersHoldsNobodyUpAndIsRefusedInTheEnd() {
        String session = page.start(Map.of("type", "echo"));
        String other = page.receive(Map.of("type", "play", "uri", SERVER.url("/" + film)));
        page.sees(other, Color.RED);
        CompletableFuture<JsonNode> start = client.send("media/session/player_action", ApiClient.data("session_id",
                session, "action", "start", "uri", SILENT.url("/" + film)));
        await().atMost(Page.PATIENCE).until(() -> !SILENT.requests().isEmpty());
        long begun = System.nanoTime();
        action(other, "set_position", "position", 4_100);
        client.request("media/session/update_media", "session_id", session, "mute_audio", true);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        page.sees(other, Color.MAGENTA);
        page.sees(session, page.colour());
        assertThat(start).failsWithin(Page.PATIENCE).withThrowableThat().havingCause()
                .isInstanceOfSatisfying(ErrorAnswer.class, e -> assertThat(e.code()).isEqualTo(INVALID_URI));
        page.sees(session, page.colour());
    }

    @Test
    void serverThatStallsHoldsNobodyUp() {
        String stalled = page.start(Map.of("type", "play", "uri", STALLING.url("/" + film)));
        await().atMost(Page.PATIENCE).until(() -> STALLING.requests().size() > 1);

        String other = page.receive(Map.of("type", "play", "uri", SERVER.url("/" + film)));
        page.sees(other, Color.GREEN);
        page.sees(other, Color.BLUE);
        long begun = System.nanoTime();
        action(stalled, "get_info");
        action(stalled, "get_position");
        page.become(stalled, "echo", Map.of());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        page.sees(stalled, page.colour());
        page.become(stalled, "play", Map.of("uri", STALLING.url("/" + film)));
        begun = System.nanoTime();
        client.request("media/session/destroy", "session_id", stalled);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        page.sees(other, Color.GREEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/file", "/elsewhere"})
    void redirectToWhatIsNotAllowedIsRefused(String path) {
        String session = page.start(Map.of("type", "echo"));
        page.sees(session, page.colour());
        refused(UNAUTHORIZED, session, "start", "uri", REDIRECTING.url(path));
        page.sees(session, page.colour());
    }

    @Test
    void refusedStartLeavesTheSessionAsItWas() {
        String session = page.start(Map.of("type", "echo"));
        page.sees(session, page.colour());
        refused(UNAUTHORIZED, session, "start", "uri", "file:///etc/passwd");
        refused(UNAUTHORIZED, session, "start", "uri", "http://127.0.0.1:1/film.webm");
        refused(NO_ACTIVE_PLAYER, session, "pause");
        refused(NO_ACTIVE_PLAYER, session, "get_position");
        refused(INVALID_ACTION, session, "rewind");
        page.sees(session, page.colour());
        page.hears(session, page.hertz());
        assertThat(STAGE.instance().output()).as("the reason is in the log").contains("/etc/passwd");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPUS", "MP4"})
    void phoneSeesAndHearsAFile(Film kind) {
        String uri = SERVER.url("/" + kind.make(FILES, 3).getFileName());
        RtpCodec video = kind == Film.MP4 ? RtpCodec.H264 : RtpCodec.VP8;
        try (Phone phone = Phone.offers(client, Map.of("type", "play", "uri", uri), Color.WHITE, 1_000, RtpCodec.PCMU,
                video)) {
            phone.received().awaitColour(Color.GREEN);
            phone.received().awaitColour(Color.BLUE);
            phone.received().awaitColour(Color.RED);
            phone.received().awaitTone(Film.HERTZ);
        }
    }

    @Test
    void phoneThatAnswersSeesAFileAndThenItself() {
        try (Phone phone = Phone.answers(client, Map.of("type", "park"), Color.WHITE, 1_000, RtpCodec.OPUS,
                RtpCodec.VP8)) {
            action(phone.session(), "start", "uri", SERVER.url("/" + film));
            phone.received().awaitColour(Color.GREEN);
            phone.received().awaitTone(Film.HERTZ);
            action(phone.session(), "set_position", "position", 5_200);
            phone.received().awaitColour(Color.CYAN);
            client.request("media/session/set_type", "session_id", phone.session(), "type", "echo");
            phone.received().awaitColour(Color.WHITE);
            phone.received().awaitTone(1_000);
        }
    }

    private static FileServer serve(Manner manner) {
        try {
            return new FileServer(FILES, manner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void action(String session, String action, Object... data) {
        client.request("media/session/player_action",
                Stream.concat(Stream.of("session_id", session, "action", action), Stream.of(data)).toArray());
    }

    private static void refused(int code, String session, String action, Object... data) {
        assertThatThrownBy(() -> action(session, action, data)).isInstanceOfSatisfying(ErrorAnswer.class,
                e -> assertThat(e.code()).isEqualTo(code));
    }
}
