package io.mediary.room;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.function.Caller;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;

/** With authentication on: whose a room is decides who may end it, and its access who may see it. */
@QuarkusTest
@TestProfile(RoomsBelongToUsersTest.AuthenticationOn.class)
class RoomsBelongToUsersTest {

    public static class AuthenticationOn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.auth.enabled", "true");
        }
    }

    private static final Caller BEN = new Caller(true, "ben", false, Optional.empty(), Optional.empty());

    @Inject
    RoomStates states;

    @Test
    void anothersRoomCanBeSeenWhereItAllowsItAndNeverEnded() {
        String open = create("ann", "");
        String closed = create("ann", ", \"access\": \"user\"");
        call("ben", "get_info", id(open)).statusCode(200).body("data.user_id", equalTo("ann"));
        call("ben", "get_info", id(closed)).statusCode(403).body("data.code", equalTo(100030));
        for (String room : new String[]{open, closed}) {
            call("ben", "destroy", id(room)).statusCode(403).body("data.code", equalTo(100030));
            call("ben", "get_list", "{}").statusCode(200).body("data.room_id", not(hasItem(room)));
            call("ann", "get_list", "{}").statusCode(200).body("data.room_id", hasItem(room));
            call("ann", "destroy", id(room)).statusCode(200);
            call("ann", "get_list", "{}").statusCode(200).body("data.room_id", not(hasItem(room)));
        }
    }

    @Test
    void anAdministratorSeesAndEndsAll() {
        String closed = create("ann", ", \"access\": \"user\"");
        Set<String> admin = Set.of("admin");
        call("root", admin, "get_list", "{}").body("data.room_id", hasItem(closed));
        call("root", admin, "get_info", id(closed)).statusCode(200);
        call("root", admin, "destroy", id(closed)).statusCode(200);
        call("ann", "get_info", id(closed)).statusCode(404).body("data.code", equalTo(304001));
    }

    @Test
    void whoMissedEventsIsToldOfTheRoomsThatHeMaySee() {
        String open = create("ann", "");
        String closed = create("ann", ", \"access\": \"user\"");
        String own = create("ben", ", \"access\": \"user\"");
        assertThat(states.ids(BEN).await().atMost(Duration.ofSeconds(5))).contains(open, own).doesNotContain(closed);
        assertThat(states.info(open, BEN).await().atMost(Duration.ofSeconds(5)).path("room_id").asText())
                .isEqualTo(open);
        call("ann", "destroy", id(open)).statusCode(200);
        call("ann", "destroy", id(closed)).statusCode(200);
        call("ben", "destroy", id(own)).statusCode(200);
        assertThat(states.ids(BEN).await().atMost(Duration.ofSeconds(5))).doesNotContain(open, own);
    }

    private static ValidatableResponse call(String user, Set<String> groups, String command, String data) {
        String token = Jwt.upn(user).groups(groups).expiresIn(Duration.ofMinutes(5)).sign();
        return given().contentType("application/json").header("Authorization", "Bearer " + token).body(data)
                .post("/v1/media/room/" + command).then();
    }

    private static ValidatableResponse call(String user, String command, String data) {
        return call(user, Set.of(), command, data);
    }

    private static String create(String user, String more) {
        return call(user, "create", "{\"class\": \"sfu\"" + more + "}").statusCode(200).extract().path("data.room_id");
    }

    private static String id(String room) {
        return "{\"room_id\": \"" + room + "\"}";
    }
}
