package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class NegotiationTest extends SessionScene {

    @Test
    void anOffereeIsToldItsStepsInOrder() {
        String id = created("offer", tricklingOffer());
        SessionPeer peer = peer(0);
        peer.finds(1);
        peer.finds(2);
        peer.isDone();
        event(id, "candidate_end");
        assertThat(types(id)).containsExactly("created", "offer", "answer", "candidate", "candidate", "candidate_end");
        assertThat(client.events(id)).extracting(Received::id).isSorted().doesNotHaveDuplicates();
        Received answer = event(id, "answer");
        assertThat(answer.body().at("/answer/sdp").asText()).startsWith("v=0");
        assertThat(answer.body().at("/answer/trickle_ice").asBoolean()).isTrue();
        assertThat(answer.body().at("/answer/sdp_type").asText()).isEqualTo("webrtc");
        assertThat(event(id, "candidate").body().path("candidate").asText()).isEqualTo(candidate(1));
        assertThat(event(id, "candidate").body().path("sdpMid").asText()).isEqualTo("audio0");
        assertThat(event(id, "candidate").body().path("sdpMLineIndex").asInt()).isZero();
        assertThat(event(id, "candidate_end").body().isEmpty()).isTrue();
    }

    @Test
    void anOffereeAnswersInTheReplyWhenAsked() {
        JsonNode reply = create("offer", offer(), "wait_reply", true);
        assertThat(reply.at("/answer/sdp").asText()).startsWith("v=0");
        assertThat(reply.has("offer")).isFalse();
        event(reply.path("session_id").asText(), "answer");
    }

    @Test
    void anOffererOffersAndTakesTheClientsAnswer() {
        JsonNode reply = create("wait_reply", true);
        String id = reply.path("session_id").asText();
        assertThat(reply.at("/offer/sdp").asText()).startsWith("v=0");
        assertThat(reply.has("answer")).isFalse();
        assertThat(info(id).path("backend_role").asText()).isEqualTo("offerer");
        client.request("media/session/set_answer", "session_id", id, "answer", offer());
        assertThat(peer(0).remote()).isEqualTo(OFFER);
        event(id, "answer");
        assertThat(types(id)).containsExactly("created", "offer", "answer");
        assertThat(event(id, "answer").body().at("/answer/sdp").asText()).isEqualTo(OFFER);
        assertThat(info(id).at("/answer/sdp").asText()).isEqualTo(OFFER);
    }

    @Test
    void anOffersCandidatesNeverComeBeforeIt() {
        world.engine().beforeOffer(() -> world.engine().peers().get(world.peers() - 1).listener().candidate("audio0", 0,
                candidate(1)));
        try {
            String id = created();
            event(id, "candidate");
            assertThat(types(id)).containsExactly("created", "offer", "candidate");
        } finally {
            world.engine().beforeOffer(() -> {
            });
        }
    }

    @Test
    void aSecondAnswerIsRefused() {
        String offerer = created("wait_reply", true);
        client.request("media/session/set_answer", "session_id", offerer, "answer", offer());
        assertThat(failing(() -> client.request("media/session/set_answer", "session_id", offerer, "answer", offer())))
                .isEqualTo(300013);
        String offeree = created("offer", offer(), "wait_reply", true);
        assertThat(failing(() -> client.request("media/session/set_answer", "session_id", offeree, "answer", offer())))
                .isEqualTo(300013);
    }

    @Test
    void anAnswerBeforeTheOfferIsRefused() {
        String id = created("no_offer_trickle_ice", true, "trickle_ice_timeout", 30_000);
        peer(0);
        assertThat(failing(() -> client.request("media/session/set_answer", "session_id", id, "answer", offer())))
                .isEqualTo(300010);
    }

    @Test
    void anAnswerThatIsNoneIsRefusedAndTheSessionLives() {
        String id = created("wait_reply", true);
        assertThat(failing(() -> client.request("media/session/set_answer", "session_id", id, "answer",
                ApiClient.data("trickle_ice", true)))).isEqualTo(300015);
        assertThat(failing(() -> client.request("media/session/set_answer", "session_id", id, "answer",
                ApiClient.data("sdp", "hello")))).isEqualTo(100044);
        assertThat(failing(() -> client.request("media/session/set_answer", "session_id", id, "answer",
                ApiClient.data("sdp", OFFER + REFUSED)))).isEqualTo(100044);
        client.request("media/session/set_answer", "session_id", id, "answer", offer());
    }

    @Test
    void anOfferThatTheMediaServerRefusesEndsTheSession() {
        assertThat(failing(() -> create("offer", ApiClient.data("sdp", OFFER + REFUSED), "wait_reply", true)))
                .isEqualTo(100044);
        await().untilAsserted(() -> assertThat(world.openObjects()).isLessThanOrEqualTo(1));
        String id = created("offer", ApiClient.data("sdp", OFFER + REFUSED));
        assertThat(end(id)).isEqualTo(100044);
        assertThat(types(id)).containsExactly("created", "destroyed");
        assertThat(failing(() -> info(id))).isEqualTo(100062);
    }

    private static final String REFUSED = "a=x-refused\r\n";
}
