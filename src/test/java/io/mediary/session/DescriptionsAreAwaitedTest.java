package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class DescriptionsAreAwaitedTest extends SessionScene {

    @Test
    void whatIsThereIsAnsweredAtOnce() {
        JsonNode reply = create("wait_reply", true);
        String id = reply.path("session_id").asText();
        int acks = client.acks().size();
        assertThat(client.request("media/session/get_offer", "session_id", id).path("offer"))
                .isEqualTo(reply.path("offer"));
        assertThat(client.acks()).hasSize(acks);
    }

    @Test
    void whatIsNotThereIsWaitedForWithAnAck() {
        String id = created("wait_reply", true);
        CompletableFuture<JsonNode> answer = get("answer", id);
        await().atMost(Duration.ofSeconds(3)).until(() -> !client.acks().isEmpty());
        assertThat(answer).isNotDone();
        client.request("media/session/set_answer", "session_id", id, "answer", offer());
        assertThat(answer.join().at("/answer/sdp").asText()).isEqualTo(OFFER);
    }

    @Test
    void theOfferIsWaitedForToo() {
        String id = created("no_offer_trickle_ice", true, "trickle_ice_timeout", 20_000);
        CompletableFuture<JsonNode> offer = get("offer", id);
        peer(0).finds(1);
        peer(0).isDone();
        assertThat(offer.join().at("/offer/sdp").asText()).contains(candidate(1));
    }

    @Test
    void nobodyWaitsForEver() {
        String id = created("wait_reply", true);
        long before = System.nanoTime();
        assertThat(failing(() -> client.request("media/session/get_answer", "session_id", id))).isEqualTo(100005);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(6_500),
                Duration.ofSeconds(10));
    }

    @Test
    void theReasonOfAnEndIsAnswered() {
        String id = created("wait_reply", true);
        CompletableFuture<JsonNode> answer = get("answer", id);
        await().atMost(Duration.ofSeconds(3)).until(() -> !client.acks().isEmpty());
        client.request("media/session/destroy", "session_id", id);
        assertThatThrownBy(answer::join).hasRootCauseMessage("User stop");
        assertThat(failing(() -> client.request("media/session/get_answer", "session_id", id))).isEqualTo(100062);
    }

    private CompletableFuture<JsonNode> get(String what, String id) {
        return client.send("media/session/get_" + what, ApiClient.data("session_id", id));
    }
}
