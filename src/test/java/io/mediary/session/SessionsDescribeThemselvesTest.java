package io.mediary.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SessionsDescribeThemselvesTest extends SessionScene {

    private static final List<String> DOCUMENTED = List.of("session_id", "offer", "answer", "no_offer_trickle_ice",
            "no_answer_trickle_ice", "trickle_ice_timeout", "sdp_type", "backend", "set_master_answer",
            "stop_after_peer", "wait_timeout", "ready_timeout", "user_id", "user_session", "backend_role", "type",
            "type_ext", "status", "mute_audio", "mute_video", "mute_data", "bitrate", "access");

    @Test
    void infoShowsWhatIsSetAndNothingElse() {
        String id = created("offer", offer(), "wait_reply", true, "bitrate", 300, "trickle_ice_timeout", 1234,
                "wait_timeout", 7, "ready_timeout", 70, "mute_data", true, "access", "any", "backend", "kurento");
        JsonNode info = info(id);
        assertThat(info.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(DOCUMENTED);
        assertThat(info.path("session_id").asText()).isEqualTo(id);
        assertThat(info.path("backend").asText()).isEqualTo("nkmedia_kms");
        assertThat(info.path("backend_role").asText()).isEqualTo("offeree");
        assertThat(info.path("type").asText()).isEqualTo("echo");
        assertThat(info.path("type_ext").isEmpty()).isTrue();
        assertThat(info.path("bitrate").asInt()).isEqualTo(300);
        assertThat(info.path("trickle_ice_timeout").asInt()).isEqualTo(1234);
        assertThat(info.path("wait_timeout").asInt()).isEqualTo(7);
        assertThat(info.path("ready_timeout").asInt()).isEqualTo(70);
        assertThat(info.path("mute_data").asBoolean()).isTrue();
        assertThat(info.path("access").asText()).isEqualTo("any");
        assertThat(info.path("user_id").asText()).isEqualTo("ann");
        assertThat(info.path("user_session").asText()).isEqualTo(client.session());
        assertThat(info.at("/offer/sdp").asText()).isEqualTo(OFFER);
    }

    @Test
    void aChangeOfMediaIsShownAndWhatIsAbsentStays() {
        String id = created("offer", offer(), "wait_reply", true, "mute_audio", true, "bitrate", 100);
        var peer = peer(0).peer();
        assertThat(peer.sinks(MediaKind.AUDIO)).isEmpty();
        assertThat(peer.sinks(MediaKind.VIDEO)).hasSize(1);
        assertThat(peer.videoLimit()).isEqualTo(100);
        client.request("media/session/update_media", "session_id", id, "mute_video", true, "bitrate", 200);
        assertThat(peer.sinks(MediaKind.VIDEO)).isEmpty();
        assertThat(peer.videoLimit()).isEqualTo(200);
        JsonNode info = info(id);
        assertThat(info.path("mute_audio").asBoolean()).isTrue();
        assertThat(info.path("mute_video").asBoolean()).isTrue();
        assertThat(info.path("mute_data").asBoolean()).isFalse();
        assertThat(info.path("bitrate").asInt()).isEqualTo(200);
        client.request("media/session/update_media", "session_id", id, "mute_audio", false);
        assertThat(peer.sinks(MediaKind.AUDIO)).hasSize(1);
        assertThat(peer.sinks(MediaKind.VIDEO)).isEmpty();
        assertThat(info(id).path("bitrate").asInt()).isEqualTo(200);
        assertThat(peer.videoLimit()).isEqualTo(200);
    }

    @Test
    void mediaMayBeChangedBeforeThereIsAny() {
        String id = created("offer", tricklingOffer(), "no_offer_trickle_ice", true, "trickle_ice_timeout", 20_000);
        client.request("media/session/update_media", "session_id", id, "mute_video", true);
        sendCandidate(id, 1);
        client.request("media/session/set_candidate_end", "session_id", id);
        client.request("media/session/get_answer", "session_id", id);
        assertThat(peer(0).peer().sinks(MediaKind.VIDEO)).isEmpty();
        assertThat(peer(0).peer().sinks(MediaKind.AUDIO)).hasSize(1);
    }

    @Test
    void theFirstEventDescribesTheSession() {
        String id = created("offer", offer());
        JsonNode created = event(id, "created").body();
        assertThat(created.path("session_id").asText()).isEqualTo(id);
        assertThat(created.path("user_session").asText()).isEqualTo(client.session());
        assertThat(created.has("answer")).isFalse();
    }

    @Test
    void whoDoesNotSubscribeHearsNothing() {
        String silent = created("offer", offer(), "wait_reply", true, "subscribe", false);
        String heard = created("offer", offer(), "wait_reply", true);
        client.request("media/session/destroy", "session_id", silent);
        client.request("media/session/destroy", "session_id", heard);
        event(heard, "destroyed");
        assertThat(client.events(silent)).isEmpty();
    }

    @Test
    void aBodyOfTheCreatorsIsInEachEventAndTheEventsOwnKeysWin() {
        for (String field : List.of("event_body", "events_body")) {
            String id = created("offer", offer(), field, ApiClient.data("mine", 7, "code", "x"));
            client.request("media/session/destroy", "session_id", id);
            assertThat(end(id)).isEqualTo(100011);
            assertThat(client.events(id)).extracting(event -> event.body().path("mine").asInt()).containsOnly(7);
            assertThat(event(id, "created").body().path("code").asText()).isEqualTo("x");
        }
    }

    @Test
    void whatThePeerTellsBecomesEvents() {
        String id = created("offer", offer(), "wait_reply", true);
        var listener = peer(0).peer().listener();
        listener.connectionState(true);
        listener.flowOut(MediaKind.AUDIO, true);
        listener.flowIn(MediaKind.VIDEO, true);
        listener.flowIn(MediaKind.VIDEO, false);
        listener.iceState("CONNECTED");
        event(id, "status");
        await().untilAsserted(() -> assertThat(client.events(id).stream()
                .filter(event -> event.type().equals("info")).map(Received::body).map(JsonNode::toString))
                .containsExactly("{\"info\":\"webrtc\",\"status\":\"up\"}",
                        "{\"info\":\"media\",\"direction\":\"in\",\"media\":\"audio\",\"status\":\"up\"}",
                        "{\"info\":\"media\",\"direction\":\"out\",\"media\":\"video\",\"status\":\"up\"}",
                        "{\"info\":\"media\",\"direction\":\"out\",\"media\":\"video\",\"status\":\"down\"}"));
        assertThat(event(id, "status").body().toString()).isEqualTo("{\"class\":\"ice\",\"status\":\"connected\"}");
    }

    @Test
    void theSameKeyMakesOneSession() throws Exception {
        int before = world.peers();
        JsonNode first = keyed("once");
        JsonNode again = keyed("once");
        assertThat(again).isEqualTo(first);
        JsonNode other = keyed("twice");
        assertThat(other.at("/data/session_id")).isNotEqualTo(first.at("/data/session_id"));
        assertThat(world.peers() - before).isEqualTo(2);
        for (JsonNode made : List.of(first, other)) {
            client.request("media/session/destroy", "session_id", made.at("/data/session_id").asText());
        }
    }

    private static JsonNode keyed(String key) throws Exception {
        return new ObjectMapper().readTree(given().contentType("application/json").header("Idempotency-Key", key)
                .body("{\"type\": \"park\", \"wait_reply\": true}").post("/v1/media/session/create").asString());
    }

    @Test
    void anEventIsNotRepeatedToAClientThatAnswersIt() {
        String id = created("offer", offer(), "wait_reply", true);
        event(id, "answer");
        await().during(Duration.ofSeconds(1)).until(() -> client.events(id).size() == 3);
    }
}
