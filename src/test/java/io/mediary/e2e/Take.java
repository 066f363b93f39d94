package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.ProbedFile;

/**
 * A recording that a client makes of a session, and the time that it should hold: from when media are written, as its
 * record says, to the command that pauses or stops it. The client has subscribed to all media events. For one thread.
 */
final class Take {

    /** Of a recording's duration, s. */
    static final double NEAR = 0.3;

    /** From a browser, on a machine that had other things to do, s. */
    private static final double UNDER_WAY = 1;
    private static final Duration POLL = Duration.ofMillis(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ApiClient client;
    private final String session;
    private final String id;
    private final DoubleSupplier behind;
    private final double behindAtFirst;
    private double stalled;
    private double unsure;
    private long begun;
    private long before;
    private double seconds;

    private Take(ApiClient client, DoubleSupplier behind, String session, Object... data) {
        this.client = client;
        this.session = session;
        this.behind = behind;
        behindAtFirst = behind.getAsDouble();
        id = action("start", data).path("recording_id").asText();
    }

    /** Starts it, and waits until media are written. */
    static Take start(ApiClient client, String session, Object... data) {
        return ahead(client, session, data).begun();
    }

    /** The same of a page's session: for as long as the page's browser sent nothing, nothing can be in the file. */
    static Take start(ApiClient client, Page page, String session, Object... data) {
        return new Take(client, () -> page.behind(session), session, data).begun();
    }

    /** Starts it before there are media. */
    static Take ahead(ApiClient client, String session, Object... data) {
        return new Take(client, () -> 0, session, data);
    }

    private Take begun() {
        awaitMedia();
        return this;
    }

    /** The recording's id. */
    String id() {
        return id;
    }

    /** Waits until media are written (again). */
    void awaitMedia() {
        await("media are written").atMost(Page.PATIENCE).pollInterval(POLL).until(() -> written() > before);
        long asked = System.nanoTime();
        long written = written() - before;
        long now = System.nanoTime();
        begun = now - written * 1_000_000;
        unsure += (now - asked) / 1e9;
    }

    /** How old it is since its media (last) began. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Waits until it is that old since its media (last) began. */
    void roll(Duration time) {
        await().atMost(time.plus(Page.PATIENCE)).pollInterval(POLL)
                .until(() -> age().compareTo(time) >= 0);
    }

    /** Waits until it was told to be paused that long ago. */
    void rest(Duration time) {
        List<Received> pauses = told("paused");
        long paused = pauses.get(pauses.size() - 1).at();
        await().atMost(time.plus(Page.PATIENCE)).pollInterval(POLL)
                .until(() -> System.nanoTime() - paused >= time.toNanos());
    }

    /** Pauses it. */
    void pause() {
        endsBy(() -> action("pause"));
        await("it is paused").atMost(Page.PATIENCE).pollInterval(POLL)
                .until(() -> info().path("state").asText().equals("paused"));
        before = written();
    }

    /** Goes on. */
    void resume() {
        action("resume");
        awaitMedia();
    }

    /** Stops it. */
    void stop() {
        endsBy(() -> action("stop"));
    }

    /** Does what ends it (for now): it counts until then, and what is recorded until that was done is right too. */
    <T> T endsBy(Supplier<T> end) {
        stalled = Math.max(0, behind.getAsDouble() - behindAtFirst);
        seconds += age().toNanos() / 1e9;
        long asked = System.nanoTime();
        T answer = end.get();
        unsure += (System.nanoTime() - asked) / 1e9;
        return answer;
    }

    /** How long it should be, s. */
    double seconds() {
        return seconds;
    }

    /** For how long nothing was sent to it, s. */
    double stalled() {
        return stalled;
    }

    /** How far its file may be from that, s. */
    double near() {
        return NEAR + stalled;
    }

    /** Waits until it is said to be ready, and answers what is told of it then. */
    JsonNode ready() {
        await(id + " is ready").atMost(Page.PATIENCE).until(this::isReady);
        assertThat(client.events(id)).as("told once").hasSize(1);
        return client.events(id).get(0).body();
    }

    /** Whether it is said to be ready. */
    boolean isReady() {
        return client.events(id).stream().anyMatch(
                event -> event.subclass().equals("recording") && event.type().equals("recording_ready"));
    }

    /** What {@code get_info} says of it. */
    JsonNode info() {
        return client.request("media/recording/get_info", "recording_id", id);
    }

    /** What was told of the recorder at the session, of one status. */
    List<Received> told(String status) {
        return client.events(session).stream()
                .filter(event -> event.type().equals("status") && event.body().path("class").asText().equals("recorder")
                        && event.body().path("recording_id").asText().equals(id)
                        && event.body().path("status").asText().equals(status))
                .toList();
    }

    /** Its file in the directory of recordings. */
    ProbedFile film(Path recordings) {
        return new ProbedFile(recordings.resolve(info().path("name").asText()));
    }

    /** The same, and it is what every complete recording must be: as long as it was recorded, a key frame first, faultless. */
    ProbedFile complete(Path recordings) {
        assertThat(ready().path("state").asText()).isEqualTo("stopped");
        ProbedFile file = film(recordings);
        assertLasts(file, seconds);
        if (!file.times("video").isEmpty()) {
            assertThat(file.beginsWithKeyFrame()).isTrue();
        }
        assertThat(file.complaints()).isEmpty();
        return file;
    }

    /**
     * A file lasts so long, but for what was not sent (in its midst, or while it waited for media to go on), what was still under
     * way at its end, and the time that was taken to begin and to end it.
     */
    void assertLasts(ProbedFile file, double expected) {
        assertThat(file.duration())
                .as("what is written of %s s, of which %s were not sent, but for %s", expected, stalled, unsure)
                .isBetween(expected - near() - UNDER_WAY, expected + near() + unsure);
    }

    /** Sends a GET with headers: name, value, name, value. */
    static HttpResponse<byte[]> get(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Page.PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long written() {
        return info().path("duration").asLong();
    }

    private JsonNode action(String action, Object... data) {
        return client.request("media/session/recorder_action",
                Stream.concat(Stream.of("session_id", session, "action", action), Stream.of(data)).toArray());
    }
}
