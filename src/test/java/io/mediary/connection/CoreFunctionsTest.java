package io.mediary.connection;

import static io.mediary.connection.TestClient.object;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The functions of class {@code core}, where authentication is off. */
@QuarkusTest
@TestProfile(DoorsOnly.class)
class CoreFunctionsTest {

    @TestHTTPResource("/v1/ws")
    URI door;

    @Test
    void loginIsAcceptedOnceAndTakesAnyUser() {
        try (TestClient client = TestClient.open(door)) {
            String user = unique("u");
            String id = client.login(object().put("user", user).put("password", "whatever"));
            assertThat(client.call("core/user/get", object().put("user", user)).at("/data/" + id + "/type").asText())
                    .isEqualTo("ws");
            assertThat(code(client.call("core/user/login", object().put("user", user)))).isEqualTo(100032);
        }
    }

    @Test
    void loginIsNotNeededAndTellsTheIdLater() {
        try (TestClient client = TestClient.open(door)) {
            assertThat(client.call("core/event/get_subscriptions", object()).path("data")).isEmpty();
            String id = client.login(object());
            assertThat(client.call("core/user/get", object().put("user", "anonymous")).path("data").has(id)).isTrue();
        }
    }

    @Test
    void requestsThatFollowALoginAtOnceRunBehindIt() {
        try (TestClient client = TestClient.open(door)) {
            String user = unique("u");
            client.send("core/user/login", object().put("user", user));
            long second = client.send("core/event/subscribe", object().put("class", "app"));
            long third = client.send("core/event/get_subscriptions", object());
            assertThat(client.response(second).path("result").asText()).isEqualTo("ok");
            assertThat(client.response(third).at("/data/0/class").asText()).isEqualTo("app");
            assertThat(client.response(1).at("/data/session_id").asText()).isNotEmpty();
        }
    }

    @Test
    void anEventComesOnceWithTheBodiesOfAllItsSubscriptions() {
        String topic = unique("t");
        try (TestClient client = TestClient.open(door); TestClient other = TestClient.open(door)) {
            client.call("core/event/subscribe", object().put("class", "app").put("type", topic)
                    .set("body", object().put("a", 1).put("b", 1).put("own", 1)));
            client.call("core/event/subscribe", object().put("class", "app").put("subclass", "s").put("type", topic)
                    .put("obj_id", "o").set("body", object().put("b", 2).put("own", 2)));
            other.call("core/event/send_event", object().put("class", "app").put("subclass", "s").put("type", topic)
                    .put("obj_id", "o").set("body", object().put("own", 3)));
            JsonNode event = client.awaitEvents(1).get(0);
            assertThat(event.get("body")).isEqualTo(object().put("a", 1).put("b", 2).put("own", 3));
            assertThat(event.path("class").asText() + event.path("subclass").asText() + event.path("obj_id").asText())
                    .isEqualTo("appso");
            assertThat(event.path("event_id").isTextual()).isTrue();
            assertThat(client.call("core/event/get_subscriptions", object()).path("data")).hasSize(2);
        }
    }

    @Test
    void afterUnsubscribingNothingComes() {
        String topic = unique("t");
        try (TestClient client = TestClient.open(door); TestClient other = TestClient.open(door)) {
            client.call("core/event/subscribe", object().put("class", "app").put("type", topic));
            client.call("core/event/subscribe", object().put("class", "app").put("type", topic + "-end"));
            assertThat(ok(client.call("core/event/unsubscribe", object().put("class", "app").put("type", topic))))
                    .isTrue();
            other.call("core/event/send_event", object().put("class", "app").put("type", topic));
            other.call("core/event/send_event", object().put("class", "app").put("type", topic + "-end"));
            assertThat(client.awaitEvents(1).get(0).path("type").asText()).isEqualTo(topic + "-end");
        }
    }

    @Test
    void theSystemsEventClassesAreItsOwn() {
        try (TestClient client = TestClient.open(door)) {
            for (String reserved : List.of("media", "core", "*")) {
                assertThat(code(client.call("core/event/send_event", object().put("class", reserved))))
                        .isEqualTo(100030);
            }
            assertThat(code(client.call("core/event/send_event", object()))).isEqualTo(100045);
            assertThat(code(client.call("core/event/send_event",
                    object().put("class", "app").set("body", object().put("x", "y".repeat(70_000))))))
                    .isEqualTo(100050);
        }
    }

    @Test
    void eventsToAUserReachAllTheirConnectionsUnasked() {
        String user = unique("u");
        try (TestClient one = TestClient.open(door);
                TestClient two = TestClient.open(door);
                TestClient other = TestClient.open(door)) {
            one.login(object().put("user", user));
            two.login(object().put("user", user));
            assertThat(ok(other.call("core/user/send_event",
                    object().put("user", user).put("type", "hi").set("body", object().put("n", 1))))).isTrue();
            for (TestClient client : List.of(one, two)) {
                JsonNode event = client.awaitEvents(1).get(0);
                assertThat(event.path("subclass").asText()).isEqualTo("user_event");
                assertThat(event.path("class").asText()).isEqualTo("core");
                assertThat(event.path("obj_id").asText()).isEqualTo(user);
                assertThat(event.at("/body/n").asInt()).isEqualTo(1);
                assertThat(client.call("core/event/get_subscriptions", object()).path("data")).isEmpty();
            }
            assertThat(code(other.call("core/user/send_event", object().put("user", unique("nobody")))))
                    .isEqualTo(100033);
        }
    }

    @Test
    void eventsToAConnectionReachItAlone() {
        String user = unique("u");
        try (TestClient one = TestClient.open(door); TestClient two = TestClient.open(door)) {
            String first = one.login(object().put("user", user));
            String second = two.login(object().put("user", user));
            two.call("core/session/send_event", object().put("session_id", first).put("type", "a"));
            one.call("core/session/send_event", object().put("session_id", second).put("type", "b"));
            assertThat(one.awaitEvents(1).get(0).path("type").asText()).isEqualTo("a");
            assertThat(two.awaitEvents(1).get(0).path("type").asText()).isEqualTo("b");
            assertThat(one.events().get(0).path("subclass").asText()).isEqualTo("session_event");
            assertThat(code(one.call("core/session/send_event", object().put("session_id", "nobody"))))
                    .isEqualTo(100062);
        }
    }

    @Test
    void usersAreListedWhileTheyAreThere() {
        String user = unique("u");
        try (TestClient other = TestClient.open(door)) {
            TestClient client = TestClient.open(door);
            String id = client.login(object().put("user", user));
            assertThat(other.call("core/user/list", object()).at("/data/" + user + "/0").asText()).isEqualTo(id);
            client.close();
            Awaitility.await().until(() -> !other.call("core/user/list", object()).path("data").has(user));
            assertThat(code(other.call("core/user/get", object().put("user", user)))).isEqualTo(100033);
        }
    }

    @Test
    void anotherClientsAnswerComesBack() {
        try (TestClient asked = TestClient.open(door); TestClient asking = TestClient.open(door)) {
            String id = asked.login(object());
            asked.on("add", request -> object().put("result", "ok").set("data", object().put("sum",
                    request.at("/data/a").asInt() + request.at("/data/b").asInt())));
            asked.on("refuse", request -> object().put("result", "error")
                    .set("data", object().put("code", 100046).put("error", "Invalid value: blue")));
            JsonNode answer = asking.call("core/session/cmd", object().put("session_id", id).put("class", "app")
                    .put("subclass", "sums").put("cmd", "add").set("data", object().put("a", 2).put("b", 3)));
            assertThat(answer.at("/data/sum").asInt()).isEqualTo(5);
            assertThat(asked.received()).anyMatch(m -> m.path("subclass").asText().equals("sums"));
            JsonNode refused = asking.call("core/session/cmd",
                    object().put("session_id", id).put("class", "app").put("cmd", "refuse"));
            assertThat(refused.at("/data")).isEqualTo(object().put("code", 100046).put("error", "Invalid value: blue"));
        }
    }

    @Test
    void aClientThatAcknowledgesMayTakeLong() {
        try (TestClient asked = TestClient.open(door); TestClient asking = TestClient.open(door)) {
            String id = asked.login(object());
            asked.on("think", request -> {
                asked.raw(object().put("ack", request.get("tid").asLong()).toString());
                return null;
            });
            long tid = asking.send("core/session/cmd",
                    object().put("session_id", id).put("class", "app").put("cmd", "think"));
            JsonNode request = asked.await("the request", m -> m.path("cmd").asText().equals("think"));
            long begin = System.nanoTime();
            Awaitility.await().until(() -> System.nanoTime() - begin > 3_000_000_000L);
            asked.answer(request, object().put("result", "ok"));
            assertThat(ok(asking.response(tid))).isTrue();
            assertThat(asked.isOpen()).isTrue();
        }
    }

    @Test
    void aRequestWaitsForTheClientThatComesBack() {
        TestClient asked = TestClient.open(door);
        String id = asked.login(object().put("user", "ann"));
        asked.drop();
        try (TestClient asking = TestClient.open(door); TestClient again = TestClient.open(door)) {
            again.on("hello", request -> object().put("result", "ok").set("data", object().put("back", true)));
            long tid = asking.send("core/session/cmd",
                    object().put("session_id", id).put("class", "app").put("cmd", "hello"));
            again.login(object().put("user", "ann").put("session_id", id));
            assertThat(asking.response(tid).at("/data/back").asBoolean()).isTrue();
        }
    }

    @Test
    void nobodyAnswersTimesOut() {
        TestClient asked = TestClient.open(door);
        String id = asked.login(object().put("user", "ann"));
        asked.drop();
        try (TestClient asking = TestClient.open(door)) {
            assertThat(code(asking.call("core/session/cmd",
                    object().put("session_id", id).put("class", "app").put("cmd", "hello")))).isEqualTo(100005);
            assertThat(code(asking.call("core/session/cmd",
                    object().put("session_id", UUID.randomUUID().toString()).put("class", "app").put("cmd", "hello"))))
                    .isEqualTo(100062);
        }
    }

    @Test
    void aClientCanLog() {
        try (TestClient client = TestClient.open(door)) {
            assertThat(ok(client.call("core/session/log", object().put("source", "test").put("message", "a\nb")
                    .put("level", 5).set("meta", object().put("x", 1))))).isTrue();
            assertThat(code(client.call("core/session/log", object().put("source", "test")))).isEqualTo(100045);
            assertThat(code(client.call("core/session/log",
                    object().put("source", "test").put("message", "m").put("level", 8)))).isEqualTo(100044);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"core/event/subscribe", "core/event/unsubscribe", "core/event/get_subscriptions",
            "core/user/login"})
    void whatIsOfAConnectionNeedsOne(String command) {
        given().contentType("application/json").body("{\"class\":\"app\"}").post("/v1/" + command).then()
                .statusCode(400).body("data.code", equalTo(100040));
    }

    @Test
    void restReachesConnectionsToo() {
        try (TestClient client = TestClient.open(door)) {
            String id = client.login(object());
            client.on("hello", request -> object().put("result", "ok").set("data", object().put("n", 7)));
            given().contentType("application/json")
                    .body(object().put("session_id", id).put("class", "app").put("cmd", "hello").toString())
                    .post("/v1/core/session/cmd").then().statusCode(200).body("data.n", equalTo(7));
            given().post("/v1/core/-/ping").then().statusCode(200);
        }
    }

    private static String unique(String prefix) {
        return prefix + UUID.randomUUID();
    }

    private static boolean ok(JsonNode answer) {
        return answer.path("result").asText().equals("ok");
    }

    private static int code(JsonNode answer) {
        return answer.at("/data/code").asInt();
    }
}
