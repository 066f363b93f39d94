package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaryProcess;

/** Two instances on one Redis and one media server: any of them serves any command, and either may die. */
class TwoInstancesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 200;

    private Cluster cluster;
    private MediaryProcess first;
    private MediaryProcess second;

    @BeforeEach
    void start() {
        cluster = new Cluster("two-instances");
        List<MediaryProcess> both = cluster.two(redis());
        first = both.get(0);
        second = both.get(1);
    }

    /** Settings that name another Redis: key, value, key, value. */
    String[] redis() {
        return new String[0];
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void sessionMadeHereIsAnsweredThereAndItsEventsReachTheSocketHere() {
        try (ApiClient here = ApiClient.login(first.socket(), "alice");
                ApiClient there = ApiClient.login(second.socket(), "alice")) {
            JsonNode made = here.request("media/session/create", "type", "echo", "wait_reply", true);
            String id = made.path("session_id").asText();

            there.request("media/session/set_answer", "session_id", id, "answer", Sdp.answer(made.path("offer")));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(here, id)).contains("created", "offer",
                    "answer"));
            assertThat(there.request("media/session/get_info", "session_id", id).path("status").asText())
                    .isEqualTo("ready");
            assertThat(there.request("media/session/get_list")).map(JsonNode::asText).containsExactly(id);

            there.request("media/session/destroy", "session_id", id);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(here, id)).endsWith("destroyed"));
            assertThat(types(here, id)).containsOnlyOnce("created", "offer", "answer", "destroyed");
            assertThat(there.events(id)).as("nobody subscribed there").isEmpty();
            await().atMost(PATIENCE).until(() -> cluster.media().openObjects() == 1);
        }
    }

    @Test
    void restSteersASessionOfTheOtherInstance() throws Exception {
        JsonNode made = post(first, "media/session/create",
                ApiClient.data("type", "echo", "offer", Sdp.offer(), "wait_reply", true)).path("data");
        assertThat(made.path("answer").path("sdp").asText()).startsWith("v=0");
        JsonNode named = ApiClient.data("session_id", made.path("session_id"));

        assertThat(post(second, "media/session/get_info", named).at("/data/type").asText()).isEqualTo("echo");
        assertThat(post(second, "media/session/destroy", named).path("result").asText()).isEqualTo("ok");
        assertThat(post(first, "media/session/get_info", named).at("/data/code").asInt()).isEqualTo(100062);
        await().atMost(PATIENCE).until(() -> cluster.media().openObjects() == 1);
    }

    @Test
    void subscriberAtOneInstanceHearsOfASessionOfTheOther() {
        try (ApiClient here = ApiClient.login(first.socket(), "alice");
                ApiClient there = ApiClient.login(second.socket(), "alice")) {
            there.request("core/event/subscribe", "class", "media", "subclass", "session", "body",
                    ApiClient.data("tag", 7));
            String id = here.request("media/session/create", "type", "park").path("session_id").asText();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(there, id)).contains("created", "offer"));
            assertThat(there.events(id)).allMatch(event -> event.body().path("tag").asInt() == 7);
            here.request("media/session/destroy", "session_id", id);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(there, id)).contains("destroyed"));
        }
    }

    @Test
    void noEventIsLostOrDoubledWhenTheSocketsInstanceIsKilled() {
        ApiClient listener = ApiClient.login(first.socket(), "alice");
        String connection = listener.session();
        listener.request("core/event/subscribe", "class", "chat", "obj_id", "room");
        String session = listener.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply",
                true).path("session_id").asText();
        try (ApiClient speaker = ApiClient.login(second.socket(), "bob")) {
            for (int i = 0; i < EVENTS; i++) {
                if (i == EVENTS / 4) {
                    listener.answering(false); // what comes from here on is never acknowledged
                }
                if (i == EVENTS / 2) {
                    first.kill();
                }
                speaker.request("core/event/send_event", "class", "chat", "type", "said", "obj_id", "room", "body",
                        ApiClient.data("n", i));
            }
        }
        await().atMost(PATIENCE).until(() -> listener.closed().isDone());

        try (ApiClient resumed = ApiClient.resume(second.socket(), "alice", connection)) {
            assertThat(resumed.session()).isEqualTo(connection);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(numbers(resumed)).endsWith(EVENTS - 1));

            List<Received> all = new ArrayList<>(listener.events("room"));
            all.addAll(resumed.events("room"));
            assertThat(all.stream().map(event -> event.body().path("n").asInt()).distinct().toList())
                    .as("each once by its event_id, in order")
                    .isEqualTo(IntStream.range(0, EVENTS).boxed().toList());
            assertThat(new LinkedHashSet<>(all.stream().map(Received::id).toList())).hasSize(EVENTS);
            assertThat(resumed.events("room").stream().map(Received::id).toList()).isSorted().doesNotHaveDuplicates();
            assertThat(numbers(resumed).get(0)).as("acknowledged events do not come again, but for the last 100 ms")
                    .isBetween(1, EVENTS / 4);

            assertThat(resumed.request("media/session/get_info", "session_id", session).path("type").asText())
                    .isEqualTo("echo");
            resumed.request("media/session/destroy", "session_id", session);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(resumed, session)).contains("destroyed"));
        }
        await("the media server has only the pipeline").atMost(PATIENCE)
                .until(() -> cluster.media().openObjects() == 1);
    }

    @Test
    void closingInOrderEndsTheSessionsOfTheConnection() {
        try (ApiClient watcher = ApiClient.login(second.socket(), "alice")) {
            ApiClient maker = ApiClient.login(first.socket(), "alice");
            String id = maker.request("media/session/create", "type", "park").path("session_id").asText();
            watcher.request("core/event/subscribe", "class", "media", "obj_id", id);
            maker.close();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(watcher.events(id))
                    .anyMatch(
                            event -> event.type().equals("destroyed") && event.body().path("code").asInt() == 100010));
        }
    }

    private static List<Integer> numbers(ApiClient client) {
        return client.events("room").stream().map(event -> event.body().path("n").asInt()).toList();
    }

    private static List<String> types(ApiClient client, String object) {
        return client.events(object).stream().map(Received::type).toList();
    }

    private static JsonNode post(MediaryProcess instance, String command, JsonNode data)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(instance.http("/v1/" + command))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(data.toString()))
                .build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
