package io.mediary.ice;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;

/** The servers are in the command's answer, and in that of {@code create} when it is asked. */
@QuarkusTest
@TestProfile(ClientsAreToldOfIceServersTest.WithTurn.class)
class ClientsAreToldOfIceServersTest {

    /** One STUN and one TURN server. */
    public static final class WithTurn implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.ice.stun-urls", "stun:turn.example.org:3478", "mediary.ice.turn-urls",
                    "turn:turn.example.org:3478?transport=udp", "mediary.ice.turn-secret", "a shared secret",
                    "mediary.ice.ttl", "10m");
        }
    }

    private static ValidatableResponse post(String command, String body) {
        return given().contentType("application/json").body(body).post("/v1/media/session/" + command).then()
                .statusCode(200);
    }

    @Test
    void theCommandNamesThemWithCredentials() {
        long asked = System.currentTimeMillis();
        post("get_ice_servers", "{}").body("data.ice_servers", hasSize(2))
                .body("data.ice_servers[0].urls", equalTo(List.of("stun:turn.example.org:3478")))
                .body("data.ice_servers[0]", not(hasKey("username")))
                .body("data.ice_servers[1].urls[0]", equalTo("turn:turn.example.org:3478?transport=udp"))
                .body("data.ice_servers[1].username", containsString(":anonymous"))
                .body("data.ice_servers[1].credential.length()", equalTo(28))
                .body("data.expires_at", greaterThan(asked + 598_000L));
    }

    @Test
    void createNamesThemWhenAsked() {
        long asked = System.currentTimeMillis();
        post("create", "{\"type\": \"park\", \"ice_servers\": true, \"wait_reply\": true, \"wait_timeout\": 5}")
                .body("data.ice_servers[1].username", containsString(":anonymous"))
                .body("data.ice_expires_at", greaterThan(asked + 598_000L))
                .body("data.offer.sdp", containsString("v=0"));
        post("create", "{\"type\": \"park\", \"wait_timeout\": 5}").body("data", not(hasKey("ice_servers")))
                .body("data", not(hasKey("ice_expires_at")));
    }
}
