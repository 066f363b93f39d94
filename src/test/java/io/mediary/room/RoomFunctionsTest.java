package io.mediary.room;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.ApiClient.Received;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RoomFunctionsTest {

    @TestHTTPResource("/v1/ws")
    URI http;

    private ApiClient client;

    @BeforeEach
    void arrive() {
        client = ApiClient.login(URI.create(http.toString().replaceFirst("http", "ws")), "ann");
        client.request("core/event/subscribe", "class", "media", "subclass", "room");
    }

    @AfterEach
    void leave() {
        client.close();
    }

    @Test
    void aRoomIsMadeWithItsDefaultsAndDescribed() {
        String room = create();
        JsonNode info = info(room);
        assertThat(info).isEqualTo(ApiClient.data("room_id", room, "class", "sfu", "backend", "nkmedia_kms", "bitrate",
                0,
                "timeout", 300, "access", "any", "user_id", "ann", "members", ApiClient.data(), "status", "wait"));
        assertThat(event(room, "created").body()).isEqualTo(info);
        destroy(room);
    }

    @Test
    void aRoomIsMadeAsWanted() {
        JsonNode made = client.request("media/room/create", "class", "sfu", "room_id", "lobby.1", "backend", "kurento",
                "timeout", 259_200, "bitrate", 500, "audio_codec", "pcma", "video_codec", "h264", "access", "user");
        assertThat(made).isEqualTo(ApiClient.data("room_id", "lobby.1"));
        JsonNode info = info("lobby.1");
        assertThat(info.path("timeout").asInt()).isEqualTo(259_200);
        assertThat(info.path("bitrate").asInt()).isEqualTo(500);
        assertThat(info.path("audio_codec").asText()).isEqualTo("pcma");
        assertThat(info.path("video_codec").asText()).isEqualTo("h264");
        assertThat(info.path("access").asText()).isEqualTo("user");
        assertThat(failing("media/room/create", "class", "sfu", "room_id", "lobby.1")).isEqualTo(304002);
        destroy("lobby.1");
        client.request("media/room/create", "class", "sfu", "room_id", "lobby.1");
        destroy("lobby.1");
    }

    @Test
    void whatIsWrongIsNamed() {
        refused("Missing field: class");
        refused("Invalid value: dance", "class", "dance");
        refused("Not implemented", "class", "mcu");
        refused("Unknown backend", "class", "sfu", "backend", "nkmedia_janus");
        refused("Syntax error: room_id", "class", "sfu", "room_id", "a b");
        refused("Syntax error: room_id", "class", "sfu", "room_id", "*");
        refused("Syntax error: room_id", "class", "sfu", "room_id", "");
        refused("Syntax error: room_id", "class", "sfu", "room_id", "x".repeat(129));
        refused("Syntax error: timeout", "class", "sfu", "timeout", 4);
        refused("Syntax error: timeout", "class", "sfu", "timeout", 259_201);
        refused("Syntax error: timeout", "class", "sfu", "timeout", "60");
        refused("Syntax error: bitrate", "class", "sfu", "bitrate", -1);
        refused("Invalid value: g729", "class", "sfu", "audio_codec", "g729");
        refused("Invalid value: av1", "class", "sfu", "video_codec", "av1");
        refused("Invalid value: all", "class", "sfu", "access", "all");
        for (String command : new String[]{"get_info", "destroy"}) {
            assertThat(failing("media/room/" + command, "room_id", "nowhere")).isEqualTo(304001);
            assertThat(failing("media/room/" + command)).isEqualTo(100045);
        }
    }

    @Test
    void aDestroyedRoomSaysSoOnceAndIsGone() {
        String room = create();
        destroy(room);
        Received destroyed = event(room, "destroyed");
        assertThat(destroyed.body()).isEqualTo(ApiClient.data("code", 100011, "reason", "User stop"));
        assertThat(failing("media/room/get_info", "room_id", room)).isEqualTo(304001);
        assertThat(failing("media/room/destroy", "room_id", room)).isEqualTo(304001);
        assertThat(client.events(room)).extracting(Received::type).containsExactly("created", "destroyed");
    }

    @Test
    void theListNamesTheRoomsThatLive() {
        String one = create();
        String two = create();
        destroy(one);
        assertThat(list()).contains(ApiClient.data("room_id", two, "class", "sfu"))
                .doesNotContain(ApiClient.data("room_id", one, "class", "sfu"));
        destroy(two);
    }

    @Test
    void withoutAPublisherItEndsAtItsTimeout() {
        long before = System.nanoTime();
        String room = client.request("media/room/create", "class", "sfu", "timeout", 5).path("room_id").asText();
        Received destroyed = event(room, "destroyed");
        assertThat(destroyed.body()).isEqualTo(ApiClient.data("code", 304004, "reason", "No remaining room members"));
        assertThat(Duration.ofNanos(destroyed.at() - before)).isBetween(Duration.ofMillis(4_900),
                Duration.ofMillis(8_000)); // a second late, and three times that on a busy machine
    }

    @Test
    void aRoomOutlivesTheConnectionThatMadeIt() {
        String room = create();
        client.close();
        arrive();
        assertThat(info(room).path("user_id").asText()).isEqualTo("ann");
        destroy(room);
    }

    @Test
    void theSameKeyMakesOneRoom() {
        String first = keyed("k1", "");
        assertThat(keyed("k1", "")).isEqualTo(first);
        assertThat(keyed("k2", "")).isNotEqualTo(first);
        assertThat(keyed("k3", ", \"room_id\": \"named\"")).isEqualTo("named");
        assertThat(keyed("k3", ", \"room_id\": \"named\"")).isEqualTo("named");
        given().contentType("application/json").header("Idempotency-Key", "k4")
                .body("{\"class\": \"sfu\", \"room_id\": \"named\"}").post("/v1/media/room/create").then()
                .statusCode(409);
        for (String room : List.of(first, keyed("k2", ""), "named")) {
            destroy(room);
        }
    }

    private static String keyed(String key, String more) {
        return given().contentType("application/json").header("Idempotency-Key", key)
                .body("{\"class\": \"sfu\"" + more + "}").post("/v1/media/room/create").then().statusCode(200).extract()
                .path("data.room_id");
    }

    private String create() {
        return client.request("media/room/create", "class", "sfu").path("room_id").asText();
    }

    private void destroy(String room) {
        client.request("media/room/destroy", "room_id", room);
    }

    private JsonNode info(String room) {
        return client.request("media/room/get_info", "room_id", room);
    }

    private List<JsonNode> list() {
        return StreamSupport.stream(client.request("media/room/get_list").spliterator(), false).toList();
    }

    private Received event(String room, String type) {
        await(type + " of " + room).atMost(Duration.ofSeconds(10)).until(
                () -> client.events(room).stream().anyMatch(event -> event.type().equals(type)));
        return client.events(room).stream().filter(event -> event.type().equals(type)).findFirst().orElseThrow();
    }

    private void refused(String text, Object... fields) {
        assertThat(catchThrowableOfType(() -> client.request("media/room/create", fields), ErrorAnswer.class))
                .as(text).isNotNull().hasMessage(text);
    }

    private int failing(String command, Object... fields) {
        ErrorAnswer error = catchThrowableOfType(() -> client.request(command, fields), ErrorAnswer.class);
        assertThat(error).as("an error").isNotNull();
        return error.code();
    }
}
