package io.mediary.function;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.ErrorAnswer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** An instance that serves some commands: what it does with the others, and with sockets. */
@QuarkusTest
@TestProfile(ServedFunctionsTest.RoomsAndEvents.class)
class ServedFunctionsTest {

    private static final int NOT_IMPLEMENTED = 100006;
    private static final int UNKNOWN_COMMAND = 100042;

    @TestHTTPResource("/v1/ws")
    URI http;

    public static class RoomsAndEvents implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.functions", "media/room/*,core/event/subscribe");
        }
    }

    private ApiClient socket() {
        return ApiClient.login(URI.create(http.toString().replaceFirst("^http", "ws")), "alice");
    }

    private static int refused(ApiClient client, String command) {
        return catchThrowableOfType(ErrorAnswer.class, () -> client.request(command)).code();
    }

    @Test
    void aSocketLogsInAndLives() {
        try (ApiClient client = socket()) {
            assertThat(client.request("core/ping").path("time").asLong()).isPositive();
            client.request("core/event/subscribe", "class", "media");
            client.request("media/room/create", "room_id", "served", "class", "sfu");
            client.request("media/room/destroy", "room_id", "served");
        }
    }

    @Test
    void whatOthersServeIsToldFromWhatThereIsNot() {
        try (ApiClient client = socket()) {
            assertThat(refused(client, "media/session/create")).isEqualTo(NOT_IMPLEMENTED);
            assertThat(refused(client, "core/user/list")).isEqualTo(NOT_IMPLEMENTED);
            assertThat(refused(client, "media/session/no_such")).isEqualTo(UNKNOWN_COMMAND);
            assertThat(client.closed()).as("it goes on").isNotDone();
        }
        given().contentType("application/json").body("{\"type\": \"echo\"}").post("/v1/media/session/create").then()
                .statusCode(501).body("data.code", equalTo(NOT_IMPLEMENTED))
                .body("data.error", equalTo("Not implemented at this instance: media/session/create"));
        given().post("/v1/media/session/no_such").then().statusCode(404).body("data.code", equalTo(UNKNOWN_COMMAND));
        given().get("/v1/recordings/some").then().statusCode(501).body("data.code", equalTo(NOT_IMPLEMENTED));
        given().post("/v1/media/room/get_list").then().statusCode(200);
    }

    @Test
    void openApiListsWhatIsServedAndNothingElse() {
        Map<String, Object> paths = given().queryParam("format", "json").get("/q/openapi").then().statusCode(200)
                .extract().path("paths");

        assertThat(new TreeSet<>(paths.keySet())).isEqualTo(new TreeSet<>(List.of("/v1/core/-/ping",
                "/v1/core/event/subscribe", "/v1/core/user/login", "/v1/media/room/create", "/v1/media/room/destroy",
                "/v1/media/room/get_info", "/v1/media/room/get_list", "/v1/test/-/nothing")));
    }
}
