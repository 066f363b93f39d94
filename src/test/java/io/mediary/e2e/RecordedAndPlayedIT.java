package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ProbedFile;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;

/** What was recorded of a browser or a phone can be played, and a recording of that is like the first. */
@RequiresChromium
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecordedAndPlayedIT {

    private static final Path FILES = Stage.directory("recorded-and-played");
    private static final Path RECORDINGS = FILES.resolve("recordings");
    private static final Duration HALF = Duration.ofSeconds(2);

    /** The phone's ffmpeg shares this machine: what it should have sent before may come in a burst, s. */
    private static final double LATE = 1.5;

    @RegisterExtension
    static final Stage STAGE = new Stage("recorded-and-played", "mediary.recordings.directory", RECORDINGS.toString(),
            "mediary.uris.allow", RECORDINGS.toUri().toString());

    private static ApiClient client;
    private static Page page;

    @BeforeAll
    static void start() {
        client = STAGE.client("recordist");
        client.request("core/event/subscribe", "class", "media");
        page = STAGE.page("red", Color.RED, 440);
    }

    @Test
    void recordingOfAPlayedRecordingIsLikeTheFirst() {
        String live = page.start(Map.of("type", "echo"));
        page.sees(live, Color.RED);
        page.hears(live, page.hertz());
        Take first = Take.start(client, page, live, "uri", "first.webm");
        first.roll(HALF);
        page.paint(Color.BLUE);
        first.roll(HALF.multipliedBy(2));
        first.stop();
        ProbedFile original = first.complete(RECORDINGS);

        String played = page.receive(Map.of("type", "park"));
        page.await("await test.connected(args[0], args[1]);", played, Page.PATIENCE.toMillis());
        Take second = Take.ahead(client, played, "uri", "second.webm");
        page.become(played, "play", Map.of("uri", RECORDINGS.resolve("first.webm").toUri().toString(), "loops", 1));
        second.awaitMedia();
        page.hears(played, page.hertz());
        page.sees(played, Color.BLUE);
        await().atMost(Page.PATIENCE).until(() -> client.events(played).stream()
                .anyMatch(event -> event.body().path("status").asText().equals("end_of_stream")));
        second.stop();
        ProbedFile copy = second.complete(RECORDINGS);

        assertThat(copy.streams()).isEqualTo(original.streams());
        assertThat(copy.duration()).isCloseTo(original.duration(), within(Take.NEAR));
        assertThat(copy.times("video").size()).isCloseTo(original.times("video").size(), within(3));
        for (ProbedFile file : List.of(original, copy)) {
            file.assertShows(1, Color.RED);
            file.assertShows(3.4, Color.BLUE);
            file.assertSounds(0, 2, page.hertz());
            file.assertSounds(2, file.duration(), page.hertz());
        }
    }

    @Test
    void phoneIsRecordedAndSeesItsRecording() {
        try (Phone phone = Phone.offers(client, Map.of("type", "echo"), Color.GREEN, 620, RtpCodec.PCMU,
                RtpCodec.VP8)) {
            phone.received().awaitColour(Color.GREEN);
            Take take = Take.start(client, phone.session(), "uri", "phone.webm");
            take.roll(HALF.multipliedBy(2));
            take.stop();
            assertThat(take.ready().path("state").asText()).isEqualTo("stopped");
            ProbedFile file = take.film(RECORDINGS);
            assertThat(file.streams()).containsExactly("audio opus", "video vp8 320x240");
            assertThat(file.duration()).isCloseTo(take.seconds(), within(LATE));
            assertThat(file.beginsWithKeyFrame()).isTrue();
            assertThat(file.complaints()).isEmpty();
            file.assertShows(2, Color.GREEN);
            file.assertSounds(0, file.duration(), 620);

            client.request("media/session/player_action", "session_id", phone.session(), "action", "start", "uri",
                    RECORDINGS.resolve("phone.webm").toUri().toString());
            phone.received().awaitColour(Color.GREEN);
            phone.received().awaitTone(620);
        }
    }
}
