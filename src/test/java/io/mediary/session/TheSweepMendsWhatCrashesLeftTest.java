package io.mediary.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.embedded.RpcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;

@QuarkusTest
@TestProfile(TheSweepMendsWhatCrashesLeftTest.Often.class)
class TheSweepMendsWhatCrashesLeftTest extends SessionScene {

    private static final String MANAGER = "manager_ServerManager";
    private static final Duration ROUNDS = Duration.ofSeconds(15);

    private final Vertx vertx = Vertx.vertx();
    private RpcClient media;

    /** A round a second. */
    public static class Often implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.store.sweep", "1s");
        }
    }

    @BeforeEach
    void look() {
        media = RpcClient.connect(vertx, world.mediaUrl());
    }

    @AfterEach
    void leave() {
        media.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void elementsWithoutARecordAreReleasedAndOthersStay() {
        String session = created("offer", offer(), "wait_reply", true);
        List<String> its = elements();
        String stray = media.create("PassThrough", "mediaPipeline", pipeline());
        assertThat(elements()).contains(stray);
        await().atMost(ROUNDS).untilAsserted(() -> assertThat(elements()).doesNotContain(stray));
        assertThat(elements()).containsExactlyInAnyOrderElementsOf(its);
        assertThat(found("stray")).isPositive();
        assertThat(types(session)).doesNotContain("destroyed");
        client.request("media/session/destroy", "session_id", session);
    }

    @Test
    void aSessionWhoseElementsAreGoneEnds() {
        String session = created("offer", offer(), "wait_reply", true);
        String other = created("offer", offer(), "wait_reply", true);
        elements().stream().filter(element -> isOf(session, element))
                .forEach(element -> media.call("release", "object", element));
        assertThat(end(session)).isEqualTo(300004);
        await().atMost(ROUNDS).untilAsserted(() -> assertThat(found("session")).isPositive());
        assertThat(types(other)).doesNotContain("destroyed");
        client.request("media/session/destroy", "session_id", other);
    }

    @Test
    void entriesWithoutARecordAndWatchersThatAreGoneAreTakenOut() {
        String nobody = UUID.randomUUID().toString();
        world.redis().command("SADD", "mediary:{7}:objects", "s:" + nobody);
        world.redis().command("ZADD", "mediary:user:s:ann", "1", nobody);
        world.redis().command("SADD", "mediary:{7}:watch:*", "deadinstance");
        world.redis().command("SADD", "mediary:{7}:watches:deadinstance", "*", "");
        await().atMost(ROUNDS).untilAsserted(() -> {
            assertThat(world.redis().members("mediary:{7}:objects")).doesNotContain("s:" + nobody);
            assertThat(world.redis().members("mediary:user:s:ann")).doesNotContain(nobody);
            assertThat(world.redis().members("mediary:{7}:watch:*")).doesNotContain("deadinstance");
            assertThat(world.redis().keys()).doesNotContain("mediary:{7}:watches:deadinstance");
        });
        assertThat(found("watcher")).isPositive();
        assertThat(found("index")).isPositive();
    }

    private boolean isOf(String session, String element) {
        for (JsonNode tag : media.invoke(element, "getTags").at("/result/value")) {
            if (tag.path("value").asText().equals(session)) {
                return true;
            }
        }
        return false;
    }

    private String pipeline() {
        return media.invoke(MANAGER, "getPipelines").at("/result/value/0").asText();
    }

    private List<String> elements() {
        List<String> children = new ArrayList<>();
        media.invoke(pipeline(), "getChildren").at("/result/value").forEach(child -> children.add(child.asText()));
        return children;
    }

    private static double found(String kind) {
        return given().get("/q/metrics").asString().lines()
                .filter(line -> line.startsWith("mediary_sweep_findings_total") && line.contains("\"" + kind + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
