package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.RedisProcess;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class NothingIsLeftBehindTest extends SessionScene {

    private static final int SESSIONS = 300;

    @Test
    void manySessionsAtOnceLeaveNeitherMediaNorKeys() {
        Semaphore inFlight = new Semaphore(32);
        List<CompletableFuture<Void>> lives = IntStream.range(0, SESSIONS).mapToObj(number -> {
            inFlight.acquireUninterruptibly();
            return life(number).whenComplete((done, failure) -> inFlight.release());
        }).toList();
        lives.forEach(CompletableFuture::join);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(world.openObjects()).isLessThanOrEqualTo(1));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            RedisProcess redis = world.redis();
            assertThat(redis.keys()).noneMatch(key -> key.contains("candidates:"));
            for (String key : redis.keys()) {
                if (key.endsWith("}:deadlines") || key.endsWith("}:objects")) {
                    assertThat(redis.members(key)).as(key).noneMatch(
                            member -> member.startsWith("s:") || member.startsWith("[\"s\"")
                                    || member.contains("unindex"));
                }
                if (key.matches("mediary:\\{\\d+}:s:[^:]+")) {
                    assertThat(redis.command("HEXISTS", key, "ended")).as(key).isEqualTo(1L);
                    assertThat((Long) redis.command("PTTL", key)).as(key).isPositive();
                }
                if (key.startsWith("mediary:user:s:")) {
                    assertThat(redis.members(key)).as(key).isEmpty();
                }
            }
        });
        await().untilAsserted(() -> assertThat(client.request("core/event/get_subscriptions")).isEmpty());
        assertThat(client.request("media/session/get_list")).isEmpty();
    }

    private CompletableFuture<Void> life(int number) {
        var data = ApiClient.data("type", number % 2 == 0 ? "echo" : "park", "wait_reply", number % 3 == 0);
        if (number % 5 != 0) {
            data.set("offer", tricklingOffer());
        }
        return client.send("media/session/create", data).thenCompose(made -> {
            String id = made.path("session_id").asText();
            client.send("media/session/set_candidate", ApiClient.data("session_id", id, "sdpMid", "0", "sdpMLineIndex",
                    0, "candidate", candidate(number + 1)));
            return client.send("media/session/destroy", ApiClient.data("session_id", id));
        }).thenAccept(JsonNode::isMissingNode);
    }
}
