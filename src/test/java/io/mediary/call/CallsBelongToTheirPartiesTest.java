package io.mediary.call;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.smallrye.jwt.build.Jwt;

/** With authentication on: a call is its caller's and its callees', and each of them may do their own part. */
@QuarkusTest
@TestProfile(CallsBelongToTheirPartiesTest.AuthenticationOn.class)
class CallsBelongToTheirPartiesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> COMMANDS = List.of("get_info", "ringing", "accepted", "rejected", "hangup",
            "set_candidate", "set_candidate_end", "send_dtmf", "info");

    public static class AuthenticationOn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.auth.enabled", "true");
        }
    }

    @TestHTTPResource("/v1/ws")
    URI http;

    private final List<ApiClient> clients = new ArrayList<>();
    private ApiClient ann;
    private ApiClient ben;
    private ApiClient carl;
    private String call;
    private String session;
    private String leg;

    @BeforeEach
    void ring() {
        ann = connect("ann");
        ben = connect("ben");
        carl = connect("carl");
        carl.request("core/event/subscribe", "class", "media", "subclass", "call");
        JsonNode made = ann.request("media/call/create", "callee", "ben", "offer", offer(), "wait_reply", true);
        call = made.path("call_id").asText();
        session = made.path("session_id").asText();
        leg = await().atMost(PATIENCE).until(this::invited, Optional::isPresent).orElseThrow();
    }

    @AfterEach
    void leave() {
        clients.forEach(ApiClient::close);
    }

    @Test
    void strangersCanNeitherSeeNorTouchIt() {
        for (String command : COMMANDS) {
            by("carl", Set.of(), command, 403).body("data.code", equalTo(100030));
        }
        assertThat(carl.request("media/call/get_list")).isEmpty();
        assertThat(ann.request("media/call/get_info", "call_id", call).path("state").asText()).isEqualTo("ringing");
        ann.request("media/call/hangup", "call_id", call);
        await().atMost(PATIENCE).until(() -> has(ann, "hangup"));
        assertThat(carl.events(call)).isEmpty();
    }

    @Test
    void theCallerCannotAnswerForTheCallee() {
        for (String command : List.of("ringing", "accepted", "rejected")) {
            by("ann", Set.of(), command, 403).body("data.code", equalTo(100030));
        }
        assertThat(ann.request("media/call/get_info", "call_id", call).path("state").asText()).isEqualTo("ringing");
    }

    @Test
    void theCalleesUserMayAnswerByRestAndBothActOnBothSessions() {
        by("ben", Set.of(), "accepted", 200);
        await().atMost(PATIENCE).until(() -> has(ann, "accepted"));
        for (String user : List.of("ann", "ben")) {
            for (String one : List.of(session, leg)) {
                given().contentType("application/json").header("Authorization", "Bearer " + token(user, Set.of()))
                        .body(Map.of("session_id", one)).post("/v1/media/session/get_info").then().statusCode(200);
            }
        }
        by("ben", Set.of(), "hangup", 200);
        await().atMost(PATIENCE).until(() -> has(ann, "hangup"));
    }

    @Test
    void calleesSeeNothingOfOneAnother() {
        JsonNode made = ann.request("media/call/create", "callee", List.of("ben", "carl"), "offer", offer());
        String both = made.path("call_id").asText();
        String bens = await().atMost(PATIENCE).until(() -> invited(ben, both), Optional::isPresent).orElseThrow();
        await().atMost(PATIENCE).until(() -> invited(carl, both), Optional::isPresent);
        assertThat(seen(ann, both).path("legs").findValuesAsText("user_id")).containsExactly("ben", "carl");
        assertThat(seen(carl, both).path("legs").findValuesAsText("user_id")).containsExactly("carl");

        ben.request("media/call/accepted", "call_id", both, "answer",
                ApiClient.data("sdp", Offers.contractAnswer()));
        assertThat(seen(ben, both).path("callee_session_id").asText()).isEqualTo(bens);
        assertThat(seen(ben, both).path("legs").findValuesAsText("user_id")).containsExactly("ben");
        assertThat(seen(carl, both).fieldNames()).toIterable().containsExactly("call_id", "user_id", "legs");
        ann.request("media/call/hangup", "call_id", both);
        await().atMost(PATIENCE).until(() -> carl.request("media/call/get_list").isEmpty());
    }

    private static JsonNode seen(ApiClient client, String call) {
        return client.request("media/call/get_info", "call_id", call);
    }

    @Test
    void administratorsMayDoEverything() {
        by("root", Set.of("admin"), "get_info", 200);
        by("root", Set.of("admin"), "accepted", 200);
        by("root", Set.of("admin"), "hangup", 200);
        await().atMost(PATIENCE).until(() -> has(ben, "hangup"));
    }

    /** A command with what any of them needs; what it does not know it ignores. */
    private ValidatableResponse by(String user, Set<String> groups, String command, int status) {
        ObjectNode data = ApiClient.data("call_id", call, "sdpMid", "0", "sdpMLineIndex", 0, "candidate", "candidate:1",
                "digits", "1", "body", ApiClient.data("hello", true), "answer",
                ApiClient.data("sdp", Offers.contractAnswer()));
        return post(user, groups, command, data, status);
    }

    private static ValidatableResponse post(String user, Set<String> groups, String command, JsonNode data,
            int status) {
        return given().contentType("application/json").header("Authorization", "Bearer " + token(user, groups))
                .body(data.toString()).post("/v1/media/call/" + command).then().statusCode(status);
    }

    private Optional<String> invited() {
        return invited(ben, call);
    }

    private static Optional<String> invited(ApiClient client, String id) {
        return client.asked().stream().map(request -> request.path("data"))
                .filter(data -> data.path("call_id").asText().equals(id))
                .map(data -> data.path("session_id").asText()).findFirst();
    }

    private boolean has(ApiClient client, String type) {
        return client.events(call).stream().anyMatch(event -> event.type().equals(type));
    }

    private ApiClient connect(String user) {
        ApiClient client = ApiClient.withToken(URI.create(http.toString().replaceFirst("http", "ws")),
                token(user, Set.of()));
        clients.add(client);
        return client;
    }

    private static ObjectNode offer() {
        return ApiClient.data("sdp", Offers.contractOffer());
    }

    private static String token(String user, Set<String> groups) {
        return Jwt.upn(user).groups(groups).expiresIn(Duration.ofMinutes(5)).sign();
    }
}
