package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaryProcess;

/** Deadlines act once and in time, whoever set them. */
class TimeoutsIT {

    private static final int SESSION_TIMEOUT = 100060;
    private static final Duration SET = Duration.ofSeconds(2);
    /** About a second, and three times that on a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Cluster cluster;
    private MediaryProcess first;
    private MediaryProcess second;

    @BeforeEach
    void start() {
        cluster = new Cluster("timeouts");
        List<MediaryProcess> both = cluster.two();
        first = both.get(0);
        second = both.get(1);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void sessionWithoutAnAnswerEndsAfterItsWaitTimeout() {
        try (ApiClient client = ApiClient.login(first.socket(), "alice")) {
            long begun = System.nanoTime();
            String id = client.request("media/session/create", "type", "echo", "wait_timeout", 2).path("session_id")
                    .asText();

            assertThat(destroyedAfter(client, id, begun)).isBetween(SET, SET.plus(SLACK));
        }
    }

    @Test
    void sessionWithAnAnswerEndsAfterItsReadyTimeout() {
        try (ApiClient client = ApiClient.login(first.socket(), "alice")) {
            JsonNode made = client.request("media/session/create", "type", "echo", "ready_timeout", 2, "wait_reply",
                    true);
            String id = made.path("session_id").asText();
            client.request("media/session/set_answer", "session_id", id, "answer", Sdp.answer(made.path("offer")));

            long begun = client.events(id).stream().filter(event -> event.type().equals("answer")).findFirst()
                    .map(Received::at).orElse(System.nanoTime());
            assertThat(destroyedAfter(client, id, begun)).isBetween(SET.minusMillis(300), SET.plus(SLACK));
        }
    }

    @Test
    void timeoutFiresOnceAlsoWhenTheCreatingInstanceIsGone() {
        try (ApiClient watcher = ApiClient.login(second.socket(), "alice");
                ApiClient maker = ApiClient.login(first.socket(), "alice")) {
            watcher.request("core/event/subscribe", "class", "media", "subclass", "session");
            long begun = System.nanoTime();
            String id = maker.request("media/session/create", "type", "echo", "wait_timeout", 2, "wait_reply", true)
                    .path("session_id").asText();
            first.kill();

            // Beside the slack: until the dead instance is known as such (two heartbeats of 2 s), its share of the
            // deadlines is taken up when they are a second overdue.
            assertThat(destroyedAfter(watcher, id, begun)).isBetween(SET, SET.plus(SLACK).plusSeconds(1));
        }
        await("its media are released").atMost(PATIENCE).until(() -> cluster.media().openObjects() <= 1);
    }

    /** Waits for the one {@code destroyed} with {@code session_timeout}, and tells how long after {@code begun} it came. */
    private static Duration destroyedAfter(ApiClient client, String id, long begun) {
        await().atMost(PATIENCE).until(() -> !destroyed(client, id).isEmpty());
        Received event = destroyed(client, id).get(0);
        assertThat(event.body().path("code").asInt()).isEqualTo(SESSION_TIMEOUT);
        await("it comes once").during(Duration.ofMillis(1500)).atMost(PATIENCE)
                .until(() -> destroyed(client, id).size() == 1);
        return Duration.ofNanos(event.at() - begun);
    }

    private static List<Received> destroyed(ApiClient client, String id) {
        return client.events(id).stream().filter(event -> event.type().equals("destroyed")).toList();
    }
}
