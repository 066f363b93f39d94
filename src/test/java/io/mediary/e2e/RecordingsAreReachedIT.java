package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;

/** Recordings of a browser are listed, described, fetched in whole or in part, shown by a browser, and destroyed. */
@RequiresChromium
@RequiresCommand({"ffmpeg", "ffprobe"})
class RecordingsAreReachedIT {

    private static final int INVALID_STATE = 100004;
    private static final int RECORDING_NOT_FOUND = 306001;
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Path FILES = Stage.directory("recordings-are-reached");
    private static final Path RECORDINGS = FILES.resolve("recordings");

    @RegisterExtension
    static final Stage STAGE = new Stage("recordings-are-reached", "mediary.recordings.directory",
            RECORDINGS.toString());

    private static ApiClient client;
    private static Page page;

    @BeforeAll
    static void start() {
        client = STAGE.client("librarian");
        client.request("core/event/subscribe", "class", "media");
        page = STAGE.page("red", Color.RED, 440);
    }

    @Test
    void runningOneIsListedButNeitherServedNorDestroyed() {
        String session = page.start(Map.of("type", "echo"));
        Take take = Take.start(client, session);
        take.roll(Duration.ofSeconds(1));
        JsonNode running = listed(session);
        assertThat(running.path("recording_id").asText()).isEqualTo(take.id());
        assertThat(running.path("state").asText()).isEqualTo("recording");
        refused(INVALID_STATE, "destroy", take.id());
        take.stop();
        take.ready();
        assertThat(listed(session)).isEqualTo(take.info());
    }

    @Test
    void completeOneIsFetchedInWholeInPartAndByALink() {
        Take take = made("reached.webm");
        URI own = STAGE.instance().http("/v1/recordings/" + take.id());
        HttpResponse<byte[]> whole = Take.get(own);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).hasSize(take.info().path("size").asInt());
        assertThat(RECORDINGS.resolve("reached.webm")).hasBinaryContent(whole.body());
        assertThat(whole.headers().firstValue("content-type")).hasValueSatisfying(
                type -> assertThat(type).startsWith("video/webm"));
        assertThat(whole.headers().firstValue("accept-ranges")).hasValue("bytes");

        HttpResponse<byte[]> part = Take.get(own, "Range", "bytes=100-299");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 100, 300));
        assertThat(part.headers().firstValue("content-range")).hasValue("bytes 100-299/" + whole.body().length);
        HttpResponse<byte[]> end = Take.get(own, "Range", "bytes=-50");
        assertThat(end.body()).isEqualTo(Arrays.copyOfRange(whole.body(), whole.body().length - 50,
                whole.body().length));
        assertThat(Take.get(own, "Range", "bytes=" + whole.body().length + "-").statusCode()).isEqualTo(416);

        JsonNode link = client.request("media/recording/get_url", "recording_id", take.id());
        assertThat(link.path("expires_at").asLong()).isGreaterThan(System.currentTimeMillis());
        HttpResponse<byte[]> signed = Take.get(STAGE.instance().http("").resolve(link.path("url").asText()));
        assertThat(signed.statusCode()).isEqualTo(200);
        assertThat(signed.body()).isEqualTo(whole.body());
    }

    @Test
    void browserShowsItAndGoesElsewhereInIt() {
        Take take = made("shown.webm");
        String link = client.request("media/recording/get_url", "recording_id", take.id()).path("url").asText();
        Object shown = page.await("""
                const film = document.createElement('video');
                film.muted = true;
                film.src = new URL(args[0], location.href);
                const happens = (name) => new Promise((resolve, reject) => {
                  film.addEventListener(name, resolve, { once: true });
                  film.addEventListener('error', () => reject(new Error(film.error.message)), { once: true });
                });
                await happens('loadeddata');
                const sought = happens('seeked');
                film.currentTime = 1.5;
                await sought;
                const canvas = document.createElement('canvas');
                canvas.width = canvas.height = 8;
                const context = canvas.getContext('2d');
                context.drawImage(film, 0, 0, 8, 8);
                return [film.duration, ...context.getImageData(4, 2, 1, 1).data].map(Math.round).join(' ');
                """, link);
        assertThat((String) shown).matches("2 2\\d\\d \\d{1,2} \\d{1,2} 255");
    }

    @Test
    void destroyedOneIsGone() {
        Take take = made("gone.webm");
        Path file = RECORDINGS.resolve("gone.webm");
        assertThat(file).isRegularFile();
        client.request("media/recording/destroy", "recording_id", take.id());
        refused(RECORDING_NOT_FOUND, "get_info", take.id());
        refused(RECORDING_NOT_FOUND, "destroy", take.id());
        assertThat(Take.get(STAGE.instance().http("/v1/recordings/" + take.id())).statusCode()).isEqualTo(404);
        await().atMost(Page.PATIENCE).untilAsserted(() -> assertThat(file).doesNotExist());
    }

    /** A recording of two seconds of an echo. */
    private static Take made(String name) {
        String session = page.start(Map.of("type", "echo"));
        Take take = Take.start(client, session, "uri", name);
        take.roll(SHORT);
        take.stop();
        take.ready();
        return take;
    }

    private static JsonNode listed(String session) {
        JsonNode list = client.request("media/recording/get_list", "session_id", session);
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    private static void refused(int code, String command, String recording) {
        assertThatThrownBy(() -> client.request("media/recording/" + command, "recording_id", recording))
                .isInstanceOfSatisfying(ErrorAnswer.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
