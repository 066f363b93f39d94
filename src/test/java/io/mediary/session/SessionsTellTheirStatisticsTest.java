package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SessionsTellTheirStatisticsTest extends SessionScene {

    @Test
    void nothingIsCountedYet() {
        assertThat(stats(created("offer", offer(), "wait_reply", true))).isEmpty();
    }

    @Test
    void thereIsNoEndpointYet() {
        String id = created("offer", tricklingOffer(), "no_offer_trickle_ice", true, "trickle_ice_timeout", 30_000);
        assertThat(stats(id)).isEmpty();
    }

    @Test
    void whatTheMediaServerCountsIsTold() {
        String id = created("offer", offer(), "wait_reply", true);
        peer(0).peer().counts(Map.of("a", Map.of("id", "a", "type", "inboundrtp", "packetsReceived", 7, "bytesReceived",
                900, "jitter", 0.004, "nackCount", 2, "remb", 300_000)));
        JsonNode in = stats(id).at("/video/in");
        assertThat(in.path("packets").asInt()).isEqualTo(7);
        assertThat(in.path("bytes").asInt()).isEqualTo(900);
        assertThat(in.path("jitter").asDouble()).isEqualTo(4);
        assertThat(in.path("nack_count").asInt()).isEqualTo(2);
        assertThat(in.path("bitrate_limit").asInt()).isEqualTo(300);
        assertThat(in.has("packets_lost")).isTrue();
        assertThat(stats(id).path("video").has("out")).isFalse();
    }

    @Test
    void anEndedSessionHasNone() {
        String id = created("offer", offer(), "wait_reply", true);
        client.request("media/session/destroy", "session_id", id);
        end(id);
        assertThat(failing(() -> stats(id))).isEqualTo(100062);
        assertThat(failing(() -> stats("nobody"))).isEqualTo(100062);
    }

    private JsonNode stats(String id) {
        return client.request("media/session/get_stats", "session_id", id);
    }
}
