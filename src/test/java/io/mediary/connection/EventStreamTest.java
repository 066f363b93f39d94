package io.mediary.connection;

import static io.mediary.connection.TestClient.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Server-sent events, where authentication is off. */
@QuarkusTest
@TestProfile(DoorsOnly.class)
class EventStreamTest {

    @TestHTTPResource("/v1/ws")
    URI door;

    @TestHTTPResource("/v1/events")
    URI events;

    private String topic;

    @BeforeEach
    void anotherTopic() {
        topic = "t" + UUID.randomUUID();
    }

    @Test
    void theStreamGoesOnBehindTheLastIdThatItsClientGot() throws Exception {
        try (TestClient sender = TestClient.open(door)) {
            String cursor;
            String connection;
            try (StreamClient stream = StreamClient.open(events, "?class=app&type=" + topic, "")) {
                publish(sender, 0, 3);
                assertThat(numbers(stream.awaitEvents(3))).containsExactly(0, 1, 2);
                cursor = stream.lastId();
                connection = EventCursor.decode(cursor).connection();
                assertThat(sender.call("core/user/get", object().put("user", "anonymous"))
                        .at("/data/" + connection + "/type").asText()).isEqualTo("sse");
            }
            publish(sender, 3, 6);
            try (StreamClient stream = StreamClient.open(events, "?class=app&type=" + topic, cursor)) {
                publish(sender, 6, 7);
                assertThat(numbers(stream.awaitEvents(4))).containsExactly(3, 4, 5, 6);
                assertThat(EventCursor.decode(stream.lastId()).connection()).isEqualTo(connection);
            }
            try (StreamClient stream = StreamClient.open(events,
                    "?class=app&type=" + topic + "&last_event_id=" + cursor,
                    "")) {
                assertThat(numbers(stream.awaitEvents(4))).containsExactly(3, 4, 5, 6);
            }
        }
    }

    @Test
    void aStreamWithoutEventsCanBeResumedToo() throws Exception {
        try (TestClient sender = TestClient.open(door)) {
            String cursor;
            try (StreamClient stream = StreamClient.open(events, "?class=app&type=" + topic + "&obj_id=thing", "")) {
                cursor = stream.lastId();
                Awaitility.await("a heartbeat").until(() -> stream.comments() > 0);
            }
            publish(sender, 0, 1);
            try (StreamClient stream = StreamClient.open(events, "?class=app&type=" + topic + "&obj_id=thing",
                    cursor)) {
                assertThat(numbers(stream.awaitEvents(1))).containsExactly(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AQ", "%00", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aCursorThatIsNoneIsRefused(String cursor) throws Exception {
        try (StreamClient stream = StreamClient.open(events, "", cursor)) {
            assertThat(stream.status()).isEqualTo(400);
            assertThat(TestClient.JSON.readTree(stream.error()).at("/data/error").asText())
                    .isEqualTo("Syntax error: Last-Event-ID");
        }
    }

    @Test
    void aWordThatCannotBeIsRefused() throws Exception {
        try (StreamClient stream = StreamClient.open(events, "?class=a%7Cb", "")) {
            assertThat(stream.status()).isEqualTo(400);
            assertThat(stream.error()).contains("Syntax error: class");
        }
    }

    @Test
    void aStoppedStreamEnds() throws Exception {
        try (TestClient sender = TestClient.open(door);
                StreamClient stream = StreamClient.open(events, "?class=app", "")) {
            String id = EventCursor.decode(stream.lastId()).connection();
            assertThat(sender.call("core/session/stop", object().put("session_id", id)).path("result").asText())
                    .isEqualTo("ok");
            Awaitility.await().until(stream::ended);
        }
    }

    private void publish(TestClient by, int from, int to) {
        for (int i = from; i < to; i++) {
            by.call("core/event/send_event", object().put("class", "app").put("type", topic).put("obj_id", "thing")
                    .set("body", object().put("n", i)));
        }
    }

    private static List<Integer> numbers(List<JsonNode> events) {
        return events.stream().map(event -> event.at("/body/n").asInt()).toList();
    }
}
