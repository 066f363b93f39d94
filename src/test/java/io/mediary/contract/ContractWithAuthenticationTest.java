package io.mediary.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;

/** What the API page says of other users' objects, and of how many one may have. */
@QuarkusTest
@TestProfile(ContractWithAuthenticationTest.Strict.class)
class ContractWithAuthenticationTest {

    public static class Strict implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.auth.enabled", "true", "mediary.limits.sessions-per-user", "3");
        }
    }

    @TestHTTPResource("/v1/ws")
    URI http;

    @Test
    void theSamplesOfTheApiPageAreTrue() throws Exception {
        String session = call("ann", "session/create", "{\"type\": \"park\", \"wait_reply\": true}").extract()
                .path("data.session_id");
        String room = call("ann", "room/create", "{\"class\": \"sfu\", \"access\": \"user\"}").extract()
                .path("data.room_id");
        String tape = call("ann", "session/recorder_action",
                "{\"session_id\": \"" + session + "\", \"action\": \"start\"}").extract()
                .path("data.recording_id");
        try (RawSocket socket = RawSocket.open(http)) {
            int asDocumented = new Replay(socket).with("$ANNS", session).with("$CLOSED", room).with("$TAPE", tape)
                    .with("$TOKEN", token("ben")).play("sample with authentication");
            assertThat(asDocumented).isGreaterThan(8);
        }
    }

    @Test
    void nobodyHasMoreRoomsThanIsAllowed() {
        for (int i = 0; i < 3; i++) {
            call("carl", "room/create", "{\"class\": \"sfu\"}").statusCode(200);
        }
        call("carl", "room/create", "{\"class\": \"sfu\"}").statusCode(429).body("data.code", equalTo(100051));
        call("dora", "room/create", "{\"class\": \"sfu\"}").statusCode(200);
    }

    private static ValidatableResponse call(String user, String command, String data) {
        return given().contentType("application/json").header("Authorization", "Bearer " + token(user)).body(data)
                .post("/v1/media/" + command).then();
    }

    private static String token(String user) {
        return Jwt.upn(user).expiresIn(Duration.ofMinutes(5)).sign();
    }
}
