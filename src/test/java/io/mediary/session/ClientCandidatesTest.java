package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ClientCandidatesTest extends SessionScene {

    private static final int MANY = 40;

    @Test
    void earlyOnesReachTheMediaServerInOrder() {
        String id = created("offer", tricklingOffer());
        sendMany(id);
        List<String> taken = peer(0).candidates();
        await().untilAsserted(() -> assertThat(taken).containsExactlyElementsOf(many()));
    }

    @Test
    void thoseBeforeTheAnswerReachTheMediaServerAfterItInOrder() {
        String id = created("wait_reply", true);
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int port = 1; port <= MANY; port++) {
            if (port == MANY / 2) {
                sent.add(client.send("media/session/set_answer",
                        ApiClient.data("session_id", id, "answer", tricklingOffer())));
            }
            sent.add(send(id, port));
        }
        sent.forEach(CompletableFuture::join);
        List<String> taken = peer(0).candidates();
        await().untilAsserted(() -> assertThat(taken).containsExactlyElementsOf(many()));
    }

    @Test
    void theLastOneBeforeTheAnswerDoesNotWaitForAnother() {
        String id = created("wait_reply", true);
        sendCandidate(id, 1);
        assertThat(peer(0).candidates()).isEmpty();
        client.request("media/session/set_answer", "session_id", id, "answer", tricklingOffer());
        await().untilAsserted(() -> assertThat(peer(0).candidates()).hasSize(1));
        sendCandidate(id, 2);
        assertThat(peer(0).candidates()).hasSize(2);
    }

    @Test
    void theyArePutIntoTheOfferOfAClientThatSaysItsLast() {
        String id = created("offer", tricklingOffer(), "no_offer_trickle_ice", true, "trickle_ice_timeout", 20_000);
        sendCandidate(id, 1);
        sendCandidate(id, 2);
        assertThat(types(id)).containsExactly("created");
        client.request("media/session/set_candidate_end", "session_id", id);
        JsonNode answer = client.request("media/session/get_answer", "session_id", id).path("answer");
        assertThat(answer.path("sdp").asText()).startsWith("v=0");
        assertThat(peer(0).remote()).containsSubsequence("a=" + candidate(1), "a=" + candidate(2),
                "a=end-of-candidates");
        event(id, "answer");
        assertThat(types(id)).containsExactly("created", "offer", "answer");
        assertThat(event(id, "offer").body().at("/offer/trickle_ice").asBoolean()).isFalse();
        sendCandidate(id, 3);
        await().untilAsserted(() -> assertThat(peer(0).candidates()).containsExactly("0/0/" + candidate(3)));
    }

    @Test
    void theyArePutIntoTheOfferWhenTimeIsUp() {
        String id = created("offer", tricklingOffer(), "no_offer_trickle_ice", true, "trickle_ice_timeout", 500);
        sendCandidate(id, 1);
        client.request("media/session/get_answer", "session_id", id);
        assertThat(peer(0).remote()).contains("a=" + candidate(1));
    }

    @Test
    void theyArePutIntoTheAnswer() {
        String id = created("wait_reply", true, "no_answer_trickle_ice", true, "trickle_ice_timeout", 20_000);
        client.request("media/session/set_answer", "session_id", id, "answer", tricklingOffer());
        assertThat(failing(() -> client.request("media/session/set_answer", "session_id", id, "answer", offer())))
                .isEqualTo(300013);
        sendCandidate(id, 1);
        client.request("media/session/set_candidate_end", "session_id", id);
        JsonNode answer = client.request("media/session/get_answer", "session_id", id).path("answer");
        assertThat(answer.path("sdp").asText()).contains("a=" + candidate(1), "a=end-of-candidates");
        assertThat(peer(0).remote()).isEqualTo(answer.path("sdp").asText());
    }

    @Test
    void theLastOneMayComeBeforeTheAnswer() {
        String id = created("wait_reply", true, "no_answer_trickle_ice", true, "trickle_ice_timeout", 20_000);
        sendCandidate(id, 1);
        client.request("media/session/set_candidate_end", "session_id", id);
        client.request("media/session/set_answer", "session_id", id, "answer", tricklingOffer());
        client.request("media/session/get_answer", "session_id", id);
        assertThat(peer(0).remote()).contains("a=" + candidate(1));
    }

    @Test
    void withoutAnyTheSessionEnds() {
        String silent = created("offer", tricklingOffer(), "no_offer_trickle_ice", true, "trickle_ice_timeout", 100);
        assertThat(end(silent)).isEqualTo(300014);
        String ended = created("offer", tricklingOffer(), "no_offer_trickle_ice", true, "trickle_ice_timeout", 20_000);
        client.request("media/session/set_candidate_end", "session_id", ended);
        assertThat(end(ended)).isEqualTo(300014);
    }

    private void sendMany(String id) {
        IntStream.rangeClosed(1, MANY).mapToObj(port -> send(id, port)).toList().forEach(CompletableFuture::join);
    }

    private CompletableFuture<JsonNode> send(String id, int port) {
        return client.send("media/session/set_candidate", ApiClient.data("session_id", id, "sdpMid", "0",
                "sdpMLineIndex", 0, "candidate", candidate(port)));
    }

    private static List<String> many() {
        return IntStream.rangeClosed(1, MANY).mapToObj(port -> "0/0/" + candidate(port)).toList();
    }
}
