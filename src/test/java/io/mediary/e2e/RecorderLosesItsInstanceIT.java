package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.ProbedFile;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;

/**
 * Instances are killed while sessions are recorded: a page that comes back has its recording, and one that does not leaves
 * a file that can be read; none is recording for ever.
 */
@RequiresChromium
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecorderLosesItsInstanceIT {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Path FILES = Stage.directory("recorder-loses-its-instance");
    private static final Path RECORDINGS = FILES.resolve("recordings");

    @RegisterExtension
    static final Stage STAGE = new Stage("recorder-loses-its-instance", "mediary.recordings.directory",
            RECORDINGS.toString(), "mediary.connection.resume-window", "8s");

    @Test
    void recordingGoesOnForThePageThatComesBackAndEndsForTheClientThatDoesNot() {
        MediaryProcess first = STAGE.instance();
        MediaryProcess second = STAGE.nextInstance();
        Page other = STAGE.page("blue", Color.BLUE, 1_000);
        STAGE.balance();
        Page page = STAGE.page("red", Color.RED, 440);
        ApiClient client = STAGE.client("recordist");
        client.request("core/event/subscribe", "class", "media");
        String kept = page.start(Map.of("type", "echo"));
        page.sees(kept, Color.RED);
        page.hears(kept, page.hertz());
        Take mine = Take.start(client, page, kept);
        ApiClient lost = ApiClient.login(first.socket(), "lost");
        String shown = other.start(Map.of("type", "publish"));
        other.await("await test.connected(args[0], args[1]);", shown, Page.PATIENCE.toMillis());
        String listening = lost.request("media/session/create", "type", "listen", "publisher_id", shown, "offer",
                Sdp.offer(), "wait_reply", true).path("session_id").asText();
        Take theirs = Take.start(client, listening);
        theirs.roll(SHORT);

        first.kill();
        assertThat(client.request("media/recording/get_info", "recording_id", mine.id()).path("state").asText())
                .isEqualTo("recording");
        mine.roll(SHORT.multipliedBy(2));
        page.sees(kept, Color.RED);
        await("the session of the client that is gone has ended").atMost(Page.PATIENCE).until(() -> client
                .events(listening).stream().anyMatch(event -> event.type().equals("destroyed")));
        await("its recording is over").atMost(Page.PATIENCE)
                .until(() -> List.of("stopped", "failed").contains(theirs.info().path("state").asText()));
        ProbedFile until = theirs.film(RECORDINGS);
        assertThat(until.streams()).hasSize(2);
        assertThat(until.duration()).isGreaterThan(SHORT.toMillis() / 2_000.0);
        assertThat(until.beginsWithKeyFrame()).isTrue();
        assertThat(until.complaints()).isEmpty();
        until.assertShows(1, Color.BLUE);

        mine.stop();
        JsonNode ready = mine.ready();
        assertThat(ready.path("state").asText()).isEqualTo("stopped");
        ProbedFile whole = mine.complete(RECORDINGS);
        mine.assertLasts(whole, ready.path("duration").asLong() / 1_000.0);
        whole.assertShows(1, Color.RED);
        whole.assertSounds(2, whole.duration(), page.hertz());
    }
}
