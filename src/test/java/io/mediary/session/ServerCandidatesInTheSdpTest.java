package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ServerCandidatesInTheSdpTest extends SessionScene {

    @Test
    void theAnswerComesWithAllCandidates() {
        CompletableFuture<JsonNode> reply = client.send("media/session/create",
                ApiClient.data("type", "echo", "offer", offer(), "no_answer_trickle_ice", true, "wait_reply", true,
                        "trickle_ice_timeout", 20_000));
        SessionPeer peer = peer(0).described();
        peer.finds(1);
        peer.finds(2);
        peer.isDone();
        JsonNode answer = reply.join().path("answer");
        assertThat(answer.path("sdp").asText()).containsSubsequence("a=" + candidate(1), "a=" + candidate(2),
                "a=end-of-candidates");
        assertThat(answer.path("trickle_ice").asBoolean()).isFalse();
        String id = reply.join().path("session_id").asText();
        event(id, "answer");
        assertThat(types(id)).containsExactly("created", "offer", "answer");
    }

    @Test
    void theOfferComesWithAllCandidates() {
        CompletableFuture<JsonNode> reply = client.send("media/session/create", ApiClient.data("type", "park",
                "no_offer_trickle_ice", true, "wait_reply", true, "trickle_ice_timeout", 20_000));
        SessionPeer peer = peer(0).described();
        peer.finds(1);
        peer.isDone();
        JsonNode offer = reply.join().path("offer");
        assertThat(offer.path("sdp").asText()).contains("a=" + candidate(1), "a=end-of-candidates");
        assertThat(offer.path("trickle_ice").asBoolean()).isFalse();
    }

    @Test
    void candidatesThatComeBeforeTheRecordKnowsAreNotWaitedForAgain() {
        world.engine().beforeOffer(() -> {
            SessionPeer peer = new SessionPeer(world.engine().peers().get(world.peers() - 1));
            peer.finds(1);
            peer.isDone();
        });
        try {
            long before = System.nanoTime();
            JsonNode offer = create("no_offer_trickle_ice", true, "wait_reply", true, "trickle_ice_timeout", 20_000)
                    .path("offer");
            assertThat(offer.path("sdp").asText()).contains("a=" + candidate(1));
            assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
        } finally {
            world.engine().beforeOffer(() -> {
            });
        }
    }

    @Test
    void whenTimeIsUpThoseThatCameAreEnough() {
        CompletableFuture<JsonNode> reply = client.send("media/session/create", ApiClient.data("type", "park",
                "no_offer_trickle_ice", true, "wait_reply", true, "trickle_ice_timeout", 1_000));
        peer(0).described().finds(1);
        assertThat(reply.join().at("/offer/sdp").asText()).contains("a=" + candidate(1), "a=end-of-candidates");
    }

    @Test
    void withoutAnyTheSessionEnds() {
        assertThat(failing(
                () -> create("no_offer_trickle_ice", true, "wait_reply", true, "trickle_ice_timeout", 100)))
                .isEqualTo(300014);
        String id = created("offer", offer(), "no_answer_trickle_ice", true, "trickle_ice_timeout", 100);
        assertThat(end(id)).isEqualTo(300014);
        assertThat(types(id)).containsExactly("created", "offer", "destroyed");
    }
}
