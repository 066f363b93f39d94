package io.mediary.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** What the API page says of sessions on different media servers. */
@QuarkusTest
@WithTestResource(TwoMediaServers.class)
class ContractWithTwoMediaServersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIFFERENT_MEDIASERVER = 300002;
    private static final int TRIES = 30;

    @TestHTTPResource("/v1/ws")
    URI http;

    @Test
    void theSamplesOfTheApiPageAreTrue() throws Exception {
        String here = create();
        try (RawSocket socket = RawSocket.open(http)) {
            int asDocumented = new Replay(socket).with("$HERE", here).with("$THERE", createdElsewhere(here))
                    .play("sample with two media servers");
            assertThat(asDocumented).isGreaterThan(10);
        }
    }

    /** Which media server a session is on nobody is told: a bridge between them tells. */
    private static String createdElsewhere(String session) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            String other = create();
            JsonNode answer = JSON.readTree(given().contentType("application/json")
                    .body(JSON.writeValueAsString(Map.of("session_id", session, "type", "bridge", "peer_id", other)))
                    .post("/v1/media/session/set_type").asString());
            if (answer.path("result").asText().equals("error")) {
                assertThat(answer.at("/data/code").asInt()).isEqualTo(DIFFERENT_MEDIASERVER);
                return other;
            }
        }
        throw new AssertionError("all " + TRIES + " sessions are on one of two media servers");
    }

    private static String create() throws Exception {
        return given().contentType("application/json")
                .body(JSON.writeValueAsString(Map.of("type", "park", "wait_reply", true, "stop_after_peer", false,
                        "offer", Map.of("sdp", Offers.contractOffer()))))
                .post("/v1/media/session/create").then().statusCode(200).extract().path("data.session_id");
    }
}
