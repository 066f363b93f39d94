package io.mediary.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;

/** With authentication on: whose a session is decides who may see and steer it. */
@QuarkusTest
@TestProfile(SessionsBelongToUsersTest.AuthenticationOn.class)
class SessionsBelongToUsersTest {

    public static class AuthenticationOn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.auth.enabled", "true");
        }
    }

    private static ValidatableResponse call(String user, Set<String> groups, String command, String data) {
        String token = Jwt.upn(user).groups(groups).expiresIn(Duration.ofMinutes(5)).sign();
        return given().contentType("application/json").header("Authorization", "Bearer " + token).body(data)
                .post("/v1/media/session/" + command).then();
    }

    private static ValidatableResponse call(String user, String command, String data) {
        return call(user, Set.of(), command, data);
    }

    private static String create(String user, String more) {
        return call(user, "create", "{\"type\": \"park\", \"wait_reply\": true" + more + "}").statusCode(200).extract()
                .path("data.session_id");
    }

    private static String id(String session) {
        return "{\"session_id\": \"" + session + "\"}";
    }

    @Test
    void anothersSessionCanNeitherBeSeenNorSteered() {
        String anns = create("ann", "");
        for (String command : new String[]{"get_info", "get_stats", "get_offer", "get_answer", "destroy",
                "update_media",
                "set_candidate_end"}) {
            call("ben", command, id(anns)).statusCode(403).body("data.code", equalTo(100030));
        }
        call("ben", "set_candidate", "{\"session_id\": \"" + anns
                + "\", \"sdpMid\": \"0\", \"sdpMLineIndex\": 0, \"candidate\": \"candidate:1\"}").statusCode(403);
        call("ben", "get_list", "{}").statusCode(200).body("data", not(hasItem(anns)));
        call("ann", "get_list", "{}").statusCode(200).body("data", hasItem(anns));
        call("ann", "get_info", id(anns)).statusCode(200).body("data.user_id", equalTo("ann"));
        call("ann", "destroy", id(anns)).statusCode(200);
    }

    @Test
    void anAdministratorMayDoEverything() {
        String anns = create("ann", "");
        call("root", Set.of("admin"), "get_list", "{}").body("data", hasItem(anns));
        call("root", Set.of("admin"), "get_info", id(anns)).statusCode(200);
        call("root", Set.of("admin"), "destroy", id(anns)).statusCode(200);
    }

    @Test
    void onlyASessionThatAllowsItCanBeAnothersMaster() {
        String closed = create("ann", "");
        String open = create("ann", ", \"access\": \"any\"");
        call("ben", "create", "{\"type\": \"park\", \"master_id\": \"" + closed + "\"}").statusCode(403)
                .body("data.code", equalTo(100030));
        String bens = create("ben", ", \"master_id\": \"" + open + "\"");
        call("ben", "get_info", id(open)).statusCode(403);
        call("ben", "destroy", id(bens)).statusCode(200);
        call("ann", "destroy", id(closed)).statusCode(200);
    }

    @Test
    void theSameKeyOfTwoUsersMakesTwoSessions() {
        String first = keyed("ann");
        String second = keyed("ben");
        assertThat(first).isNotEqualTo(second).isEqualTo(keyed("ann"));
        call("ann", "destroy", id(first)).statusCode(200);
        call("ben", "destroy", id(second)).statusCode(200);
    }

    private static String keyed(String user) {
        String token = Jwt.upn(user).expiresIn(Duration.ofMinutes(5)).sign();
        return given().contentType("application/json").header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", "k").body("{\"type\": \"park\"}").post("/v1/media/session/create").then()
                .statusCode(200).extract().path("data.session_id");
    }
}
