package io.mediary.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SessionsEndTest extends SessionScene {

    /** A second, and three times that on a busy machine. */
    private static final Duration LATE = Duration.ofSeconds(3);

    @Test
    void withoutAnAnswerInTimeTheyTimeOutOnce() {
        long asked = System.nanoTime();
        String id = created("wait_reply", true, "wait_timeout", 1);
        long made = System.nanoTime();
        assertThat(end(id)).isEqualTo(100060);
        endedBetween(id, asked + Duration.ofMillis(900).toNanos(), made + Duration.ofSeconds(1).plus(LATE).toNanos());
        once(id);
    }

    @Test
    void afterTheirAnswerTheyLiveAsLongAsTheyMay() {
        long asked = System.nanoTime();
        String id = created("offer", offer(), "wait_reply", true, "wait_timeout", 1, "ready_timeout", 2);
        long made = System.nanoTime();
        assertThat(end(id)).isEqualTo(100060);
        endedBetween(id, asked + Duration.ofMillis(1_900).toNanos(), made + Duration.ofSeconds(2).plus(LATE).toNanos());
        once(id);
    }

    @Test
    void theAnswerStopsTheClock() {
        String id = created("wait_reply", true, "wait_timeout", 1, "ready_timeout", 60);
        client.request("media/session/set_answer", "session_id", id, "answer", offer());
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4))
                .until(() -> !types(id).contains("destroyed"));
    }

    @Test
    void destroyedTheyAreGone() {
        String id = created("offer", offer(), "wait_reply", true);
        client.request("media/session/destroy", "session_id", id);
        assertThat(end(id)).isEqualTo(100011);
        assertThat(event(id, "destroyed").body().path("reason").asText()).isEqualTo("User stop");
        assertThat(failing(() -> client.request("media/session/destroy", "session_id", id))).isEqualTo(100062);
        assertThat(failing(() -> sendCandidate(id, 1))).isEqualTo(100062);
        once(id);
    }

    @Test
    void destroyedWhileTheyAreMadeTheyLeaveNothing() {
        for (int i = 0; i < 10; i++) {
            String id = created("offer", offer());
            client.request("media/session/destroy", "session_id", id);
            assertThat(end(id)).isEqualTo(100011);
        }
    }

    @Test
    void withTheirConnectionsGoodByeTheyEnd() {
        ApiClient watcher = connect("watcher");
        String id = created("offer", offer(), "wait_reply", true);
        watcher.request("core/event/subscribe", "class", "media", "obj_id", id);
        client.close();
        await().untilAsserted(() -> assertThat(watcher.events(id)).extracting(e -> e.body().path("code").asInt())
                .containsExactly(100010));
    }

    @Test
    void thoseMadeByRestLiveOnAndBelongToNoConnection() throws Exception {
        JsonNode made = new ObjectMapper().readTree(given().contentType("application/json")
                .body("{\"type\": \"park\", \"wait_reply\": true}").post("/v1/media/session/create").asString());
        String id = made.at("/data/session_id").asText();
        assertThat(made.at("/data/offer/sdp").asText()).startsWith("v=0");
        JsonNode info = info(id);
        assertThat(info.has("user_session")).isFalse();
        assertThat(info.path("user_id").asText()).isEqualTo("anonymous");
        client.request("media/session/destroy", "session_id", id);
    }

    @Test
    void theListNamesThoseThatLive() {
        String one = created("offer", offer(), "wait_reply", true);
        String two = created("wait_reply", true);
        assertThat(list()).contains(one, two);
        client.request("media/session/destroy", "session_id", one);
        assertThat(list()).contains(two).doesNotContain(one);
    }

    private List<String> list() {
        return StreamSupport.stream(client.request("media/session/get_list").spliterator(), false)
                .map(JsonNode::asText).toList();
    }

    private void endedBetween(String id, long from, long until) {
        long at = event(id, "destroyed").at();
        assertThat(Duration.ofNanos(at - from)).as("not too soon").isPositive();
        assertThat(Duration.ofNanos(until - at)).as("not too late").isPositive();
    }

    private void once(String id) {
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3)).until(
                () -> types(id).stream().filter("destroyed"::equals).count() == 1);
    }
}
