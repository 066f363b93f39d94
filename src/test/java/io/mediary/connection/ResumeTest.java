package io.mediary.connection;

import static io.mediary.connection.TestClient.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.LogPosition;
import io.mediary.store.Keys;
import io.mediary.store.NewRecord.ConnectionRef;
import io.mediary.store.Scripts;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.redis.client.Command;

/** A connection goes on where its socket was lost, and ends where nobody comes. */
@QuarkusTest
@TestProfile(DoorsOnly.class)
class ResumeTest {

    @TestHTTPResource("/v1/ws")
    URI door;

    @Inject
    Connections connections;

    @Inject
    Scripts scripts;

    @Inject
    SessionMessages messages;

    private String topic;

    @BeforeEach
    void anotherTopic() {
        topic = "t" + UUID.randomUUID();
    }

    @Test
    void whatWasNotAcknowledgedComesAgainInOrderOnce() {
        String id;
        try (TestClient other = TestClient.open(door)) {
            TestClient client = TestClient.open(door);
            id = client.login(object().put("user", "ann"));
            client.call("core/event/subscribe", subscription().set("body", object().put("mine", 1)));
            publish(other, 0, 3);
            client.awaitEvents(3);
            Awaitility.await("the cursor is saved").until(() -> saved(id).contains(position(client.events().get(2))));
            client.acknowledging(false);
            publish(other, 3, 6);
            client.awaitEvents(6);
            client.drop();
            Awaitility.await("the socket is gone").until(() -> connections.find(id).isEmpty());
            publish(other, 6, 9);
            try (TestClient again = TestClient.open(door)) {
                assertThat(again.login(object().put("user", "ann").put("session_id", id))).isEqualTo(id);
                publish(other, 9, 10);
                assertThat(numbers(again.awaitEvents(7))).containsExactly(3, 4, 5, 6, 7, 8, 9);
                assertThat(again.events()).allMatch(e -> e.at("/body/mine").asInt() == 1);
                assertThat(again.events().get(0).get("event_id")).isEqualTo(client.events().get(3).get("event_id"));
                assertThat(again.call("core/event/get_subscriptions", object()).at("/data/0/type").asText())
                        .isEqualTo(topic);
            }
        }
    }

    @Test
    void theFormerSocketIsClosedAndTouchesTheRecordNoMore() {
        TestClient former = TestClient.open(door);
        String id = former.login(object().put("user", "ann"));
        try (TestClient again = TestClient.open(door)) {
            assertThat(again.login(object().put("user", "ann").put("session_id", id))).isEqualTo(id);
            assertThat(former.awaitClosed()).isEqualTo(1008);
            assertThat(connections.ref(id)).contains(new ConnectionRef(id, 2));
            assertThat(again.call("core/user/get", object().put("user", "ann")).path("data").has(id)).isTrue();
        }
    }

    @Test
    void anotherUsersConnectionIsRefusedLate() {
        try (TestClient ann = TestClient.open(door); TestClient eve = TestClient.open(door)) {
            String id = ann.login(object().put("user", "ann"));
            long begin = System.nanoTime();
            assertThat(eve.call("core/user/login", object().put("user", "eve").put("session_id", id))
                    .at("/data/code").asInt()).isEqualTo(100035);
            assertThat(System.nanoTime() - begin).isGreaterThan(200_000_000L);
            assertThat(ann.isOpen()).isTrue();
            assertThat(eve.login(object().put("user", "eve"))).isNotEqualTo(id);
        }
    }

    @Test
    void aGatewaysConnectionIsForGatewaysAlone() {
        try (TestClient ann = TestClient.open(door); TestClient eve = TestClient.open(door)) {
            String id = ann.login(object().put("user", "ann"));
            scripts.command(Command.HSET, Keys.connection(id), "type", "sip").await().indefinitely();
            assertThat(eve.call("core/user/login", object().put("session_id", id)).at("/data/code").asInt())
                    .isEqualTo(100035);
            assertThat(eve.call("core/user/login", object().put("user", "mediary-sip")).at("/data/code").asInt())
                    .isEqualTo(100030);
            assertThat(ann.isOpen()).isTrue();
            assertThat(eve.login(object().put("user", "eve"))).isNotEqualTo(id);
        }
    }

    @Test
    void anUnknownConnectionGivesANewId() {
        try (TestClient client = TestClient.open(door)) {
            String unknown = UUID.randomUUID().toString();
            assertThat(client.login(object().put("session_id", unknown))).isNotEqualTo(unknown);
        }
    }

    @Test
    void aConnectionThatNobodyResumesEndsAndTellsItsObjects() {
        TestClient client = TestClient.open(door);
        String id = client.login(object().put("user", "bob"));
        String session = madeBy(id);
        client.drop();
        Awaitility.await("the window has passed").until(() -> messages.got(session) > 0);
        assertThat(exists(id)).isFalse();
        try (TestClient other = TestClient.open(door)) {
            assertThat(other.call("core/user/get", object().put("user", "bob")).at("/data/code").asInt())
                    .isEqualTo(100033);
        }
        try (TestClient again = TestClient.open(door)) {
            assertThat(again.login(object().put("user", "bob").put("session_id", id))).isNotEqualTo(id);
        }
    }

    @Test
    void aGoodbyeEndsTheConnectionAtOnce() {
        TestClient client = TestClient.open(door);
        String id = client.login(object().put("user", "bob"));
        String session = madeBy(id);
        client.close();
        Awaitility.await("the end").atMost(Duration.ofSeconds(2)).until(() -> messages.got(session) > 0);
        assertThat(exists(id)).isFalse();
    }

    @Test
    void anOpenSocketOutlivesManyWindows() {
        try (TestClient client = TestClient.open(door)) {
            String id = client.login(object().put("user", "carl"));
            long begin = System.nanoTime();
            Awaitility.await().atMost(Duration.ofSeconds(15))
                    .until(() -> System.nanoTime() - begin > 7_000_000_000L);
            assertThat(client.isOpen()).isTrue();
            assertThat(exists(id)).isTrue();
            assertThat(client.call("core/user/get", object().put("user", "carl")).at("/data/" + id + "/type").asText())
                    .isEqualTo("ws");
        }
    }

    @Test
    void aStoppedConnectionIsClosedForGood() {
        try (TestClient other = TestClient.open(door)) {
            TestClient client = TestClient.open(door);
            String id = client.login(object().put("user", "bob"));
            String session = madeBy(id);
            assertThat(other.call("core/session/stop", object().put("session_id", id)).path("result").asText())
                    .isEqualTo("ok");
            assertThat(client.awaitClosed()).isEqualTo(1000);
            Awaitility.await().until(() -> messages.got(session) > 0);
            assertThat(other.call("core/session/stop", object().put("session_id", id)).at("/data/code").asInt())
                    .isEqualTo(100062);
        }
    }

    /** Enters an object that the connection has made, as the script of its creation does. */
    private String madeBy(String connection) {
        String session = "s-" + UUID.randomUUID();
        scripts.command(Command.SADD, Keys.connectionObjects(connection), "s:" + session).await().indefinitely();
        return session;
    }

    private boolean exists(String id) {
        return scripts.command(Command.EXISTS, Keys.connection(id)).await().indefinitely().toInteger() == 1;
    }

    private String saved(String id) {
        return scripts.command(Command.HVALS, Keys.connection(id)).await().indefinitely().toString();
    }

    private static String position(JsonNode event) {
        return LogPosition.parse(event.get("event_id").asText()).stream();
    }

    private ObjectNode subscription() {
        return object().put("class", "app").put("type", topic);
    }

    private void publish(TestClient by, int from, int to) {
        for (int i = from; i < to; i++) {
            ObjectNode event = object().put("class", "app").put("type", topic).put("obj_id", "thing");
            assertThat(
                    by.call("core/event/send_event", event.set("body", object().put("n", i))).path("result").asText())
                    .isEqualTo("ok");
        }
    }

    private static List<Integer> numbers(List<JsonNode> events) {
        return events.stream().map(event -> event.at("/body/n").asInt()).toList();
    }
}
