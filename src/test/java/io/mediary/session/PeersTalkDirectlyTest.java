package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient.Received;
import io.quarkus.test.junit.QuarkusTest;

/** p2p: no media server; offer, answer and candidates pass between the clients of a master and its slave. */
@QuarkusTest
class PeersTalkDirectlyTest extends SessionScene {

    @Test
    void theSlaveTakesTheOfferAndItsAnswerIsTheMasters() {
        String master = created("type", "p2p", "offer", tricklingOffer());
        JsonNode made = create("type", "p2p", "master_id", master, "set_master_answer", true, "wait_reply", true);
        String slave = made.path("session_id").asText();
        assertThat(made.at("/offer/sdp").asText()).isEqualTo(OFFER);
        assertThat(client.request("media/session/get_offer", "session_id", slave).at("/offer/sdp").asText())
                .isEqualTo(OFFER);

        client.request("media/session/set_answer", "session_id", slave, "answer", tricklingOffer());
        assertThat(event(master, "answer").body().at("/answer/sdp").asText()).isEqualTo(OFFER);
        assertThat(client.request("media/session/get_answer", "session_id", master).at("/answer/sdp").asText())
                .isEqualTo(OFFER);
        assertThat(info(master).path("status").asText()).isEqualTo("ready");
        assertThat(info(slave).path("backend").asText()).isEqualTo("p2p");
        assertThat(world.openObjects()).isLessThanOrEqualTo(1);
    }

    @Test
    void candidatesPassInOrderWheneverTheyCome() {
        String master = created("type", "p2p", "offer", tricklingOffer());
        sendCandidate(master, 1);
        sendCandidate(master, 2);
        String slave = created("type", "p2p", "master_id", master, "set_master_answer", true, "wait_reply", true);
        sendCandidate(master, 3);
        await().untilAsserted(() -> assertThat(candidates(slave)).containsExactly(1, 2, 3));

        sendCandidate(slave, 11);
        client.request("media/session/set_answer", "session_id", slave, "answer", tricklingOffer());
        sendCandidate(slave, 12);
        client.request("media/session/set_candidate_end", "session_id", slave);
        await().untilAsserted(() -> assertThat(types(master)).containsSubsequence("created", "offer", "answer",
                "candidate", "candidate", "candidate_end"));
        assertThat(candidates(master)).containsExactly(11, 12);
    }

    @Test
    void aClientThatDoesNotTrickleGetsThemInTheSdp() {
        String master = created("type", "p2p", "offer", tricklingOffer());
        sendCandidate(master, 1);
        client.request("media/session/set_candidate_end", "session_id", master);
        String slave = created("type", "p2p", "master_id", master, "set_master_answer", true, "no_offer_trickle_ice",
                true);
        JsonNode offer = client.request("media/session/get_offer", "session_id", slave).path("offer");
        assertThat(offer.path("sdp").asText()).contains("a=" + candidate(1), "a=end-of-candidates");
        assertThat(offer.path("trickle_ice").asBoolean()).isFalse();
    }

    @Test
    void aMediaServerMayAnswerForTheSlave() {
        String master = created("type", "p2p", "offer", tricklingOffer());
        sendCandidate(master, 1);
        String slave = created("type", "echo", "offer", tricklingOffer(), "master_id", master, "set_master_answer",
                true);
        peer(0).finds(11);
        peer(0).isDone();
        await().untilAsserted(() -> assertThat(types(master)).containsExactly("created", "offer", "answer", "candidate",
                "candidate_end"));
        assertThat(candidates(master)).containsExactly(11);
        assertThat(candidates(slave)).containsExactly(11);
        sendCandidate(master, 2);
        await().untilAsserted(() -> assertThat(peer(0).candidates())
                .containsExactly("0/0/" + candidate(1), "0/0/" + candidate(2)));
    }

    @Test
    void bothEndWhenOneDoes() {
        String master = created("type", "p2p", "offer", offer());
        String slave = created("type", "p2p", "master_id", master, "set_master_answer", true, "wait_reply", true);
        client.request("media/session/destroy", "session_id", slave);
        assertThat(end(master)).isEqualTo(300021);
        assertThat(end(slave)).isEqualTo(100011);
    }

    @Test
    void withoutAnOfferItNeedsAMasterThatHasOne() {
        assertThat(failing(() -> create("type", "p2p"))).isEqualTo(100045);
        assertThat(failing(() -> create("type", "p2p", "master_id", "nobody"))).isEqualTo(100062);
        assertThat(failing(() -> create("type", "p2p", "backend", "kurento", "offer", offer()))).isEqualTo(300003);
        String direct = created("type", "p2p", "backend", "p2p", "offer", offer());
        assertThat(
                failing(() -> client.request("media/session/update_media", "session_id", direct, "mute_audio", true)))
                .isEqualTo(300005);
        assertThat(failing(() -> client.request("media/session/get_stats", "session_id", direct))).isEqualTo(300005);
    }

    private List<Integer> candidates(String id) {
        return client.events(id).stream()
                .filter(event -> event.type().equals("candidate"))
                .map(Received::body)
                .map(body -> Integer.parseInt(body.path("candidate").asText().split(" ")[5]))
                .toList();
    }
}
