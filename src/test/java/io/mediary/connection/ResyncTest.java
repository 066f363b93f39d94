package io.mediary.connection;

import static io.mediary.connection.TestClient.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import jakarta.inject.Inject;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.store.Keys;
import io.mediary.store.Partition;
import io.mediary.store.Scripts;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.redis.client.Command;

/** A client that missed what the log no longer has is told how things are. */
@QuarkusTest
@TestProfile(DoorsOnly.class)
class ResyncTest {

    @TestHTTPResource("/v1/ws")
    URI door;

    @Inject
    Connections connections;

    @Inject
    Scripts scripts;

    @Test
    void aTrimmedLogGivesTheStateOfEachSubscribedObjectAndTheListForAll() {
        TestClient client = TestClient.open(door);
        String id = client.login(object().put("user", "ann"));
        subscribe(client, "here");
        subscribe(client, "gone");
        client.call("core/event/subscribe", object().put("class", "things"));
        client.drop();
        Awaitility.await().until(() -> connections.find(id).isEmpty());
        for (int number = 0; number < Partition.COUNT; number++) {
            String trimmed = Keys.log(new Partition(number)).replaceFirst("log$", "trimmed");
            scripts.command(Command.HSET, trimmed, "last", (System.currentTimeMillis() + 1) + "-5").await()
                    .indefinitely();
            scripts.command(Command.XADD, Keys.log(new Partition(number)), (System.currentTimeMillis() + 2) + "-0", "o",
                    "x", "u", "nobody", "e", "{\"class\":\"x\",\"body\":{}}").await().indefinitely();
        }
        try (TestClient again = TestClient.open(door)) {
            again.login(object().put("user", "ann").put("session_id", id));
            assertThat(resync(again, "here").get("body")).isEqualTo(object().put("mine", 1).put("color", "red"));
            assertThat(resync(again, "gone").get("body")).isEqualTo(object().put("mine", 1));
            assertThat(resync(again, "*").at("/body/ids/0").asText()).isEqualTo("here");
            assertThat(resync(again, "here").path("event_id").asText()).isNotEmpty();
        }
    }

    private static JsonNode resync(TestClient client, String objId) {
        return Awaitility.await("resync of " + objId).until(() -> client.events().stream()
                .filter(event -> event.path("type").asText().equals("resync"))
                .filter(event -> event.path("class").asText().equals("things"))
                .filter(event -> event.path("obj_id").asText().equals(objId)).findFirst().orElse(null), e -> e != null);
    }

    private static void subscribe(TestClient client, String objId) {
        ObjectNode subscription = object().put("class", "things").put("subclass", "thing").put("obj_id", objId);
        client.call("core/event/subscribe", subscription.set("body", object().put("mine", 1)));
    }
}
