package io.mediary.e2e;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RedisProcess;
import io.mediary.testing.SilentMedia;

/** Two instances and two media servers: with one of these end its sessions and rooms, soon, and nothing else; when it is back it is used again. */
class AMediaServerDiesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Threefold what is promised: machines of tests are slow. */
    private static final Duration SOON = Duration.ofSeconds(9);
    private static final int SESSION_FAILED = 300004;
    private static final int ROOM_DESTROYED = 304003;

    private final RedisProcess redis = new RedisProcess();
    private final SilentMedia doomed = new SilentMedia();
    private final int address = doomed.url().getPort();
    private final SilentMedia spared = new SilentMedia();
    private final List<MediaryProcess> instances = new ArrayList<>();
    private Optional<SilentMedia> living = Optional.of(doomed);

    @BeforeEach
    void start() {
        Map<String, String> properties = Map.of("mediary.auth.enabled", "false", "quarkus.redis.hosts",
                redis.url().toString(), "mediary.kurento.urls", doomed.url() + "," + spared.url());
        instances.addAll(MediaryProcess.sideBySide(() -> MediaryProcess.start("a-media-server-dies-1", properties),
                () -> MediaryProcess.start("a-media-server-dies-2", properties)));
        await().atMost(PATIENCE).ignoreExceptions()
                .untilAsserted(() -> assertThat(instances).allMatch(AMediaServerDiesIT::isReady));
    }

    @AfterEach
    void stop() {
        instances.forEach(MediaryProcess::close);
        spared.close();
        living.ifPresent(SilentMedia::close);
        redis.close();
    }

    @Test
    void itsSessionsAndRoomsEndAndNothingElseAndItIsUsedWhenItIsBack() {
        try (ApiClient here = ApiClient.login(instances.get(0).socket(), "alice");
                ApiClient there = ApiClient.login(instances.get(1).socket(), "alice")) {
            here.request("core/event/subscribe", "class", "media", "subclass", "node");
            there.request("core/event/subscribe", "class", "media", "subclass", "room");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes(there)).hasSize(2)
                    .allSatisfy(node -> assertThat(node.path("state").asText()).isEqualTo("up")));
            List<String> sessions = new ArrayList<>();
            List<String> rooms = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                ApiClient maker = i % 2 == 0 ? here : there;
                sessions.add(maker.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply",
                        true).path("session_id").asText());
                rooms.add(maker.request("media/room/create", "class", "sfu").path("room_id").asText());
            }
            await().atMost(PATIENCE).until(() -> nodes(here).stream()
                    .mapToInt(node -> node.path("sessions").asInt()).sum() == sessions.size());
            JsonNode dying = nodes(here).stream()
                    .filter(node -> node.path("url").asText().equals(doomed.url().toString())).findFirst()
                    .orElseThrow();
            int doomedSessions = dying.path("sessions").asInt();
            assertThat(doomedSessions).isBetween(1, 7);

            living = Optional.empty();
            doomed.close();
            long died = System.nanoTime();
            await().atMost(SOON).untilAsserted(
                    () -> assertThat(ended(here, there, "session", SESSION_FAILED)).hasSize(doomedSessions));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(here.events(dying.path("node_id").asText()))
                    .extracting(Received::type).contains("down"));
            await().atMost(PATIENCE).until(() -> ids(there, "media/room/get_list", "room_id").size() < rooms.size());
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(ended(there, there, "room", ROOM_DESTROYED))
                    .doesNotHaveDuplicates().hasSize(
                            rooms.size() - ids(there, "media/room/get_list", "room_id").size()));

            assertThat(Duration.ofNanos(System.nanoTime() - died)).isLessThan(SOON);

            List<String> left = new ArrayList<>(sessions);
            left.removeAll(ended(here, there, "session", SESSION_FAILED));
            assertThat(StreamSupport.stream(here.request("media/session/get_list").spliterator(), false)
                    .map(JsonNode::asText)).containsExactlyInAnyOrderElementsOf(left);
            String next = there.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply",
                    true).path("session_id").asText();
            assertThat(next).isNotEmpty();
            assertThat(here.events(dying.path("node_id").asText())).extracting(Received::type)
                    .filteredOn("down"::equals).hasSize(1);

            SilentMedia back = new SilentMedia(address);
            living = Optional.of(back);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(here.events(dying.path("node_id").asText()))
                    .extracting(Received::type).endsWith("up"));
            await().atMost(PATIENCE).untilAsserted(() -> {
                here.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply", true);
                there.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply", true);
                assertThat(back.openObjects()).as("the pipeline, and two elements for each session")
                        .isGreaterThanOrEqualTo(5);
            });
            assertThat(ended(here, there, "session", SESSION_FAILED)).hasSize(doomedSessions);
        }
    }

    private static boolean isReady(MediaryProcess instance) {
        return given().get(instance.http("/q/health/ready")).statusCode() == 200;
    }

    private static List<JsonNode> nodes(ApiClient client) {
        return StreamSupport.stream(client.request("media/node/get_list").spliterator(), false).toList();
    }

    private static List<String> ids(ApiClient client, String command, String field) {
        return StreamSupport.stream(client.request(command).spliterator(), false)
                .map(one -> one.path(field).asText()).toList();
    }

    /** The objects whose end was told with a reason, each as often as it was. */
    private static List<String> ended(ApiClient here, ApiClient there, String subclass, int code) {
        List<Received> all = new ArrayList<>(here.events());
        if (there != here) {
            all.addAll(there.events());
        }
        return all.stream().filter(event -> event.subclass().equals(subclass) && event.type().equals("destroyed"))
                .filter(event -> event.body().path("code").asInt() == code).map(Received::object).distinct().toList();
    }
}
