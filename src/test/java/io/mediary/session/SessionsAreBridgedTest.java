package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

/** Two sessions of type bridge: how they come together, and what becomes of one that the other leaves. */
@QuarkusTest
class SessionsAreBridgedTest extends SessionScene {

    @Test
    void bothBecomeABridgeWhenOneIsMade() {
        String first = created("type", "park", "offer", offer(), "wait_reply", true);
        String second = bridged(first);

        assertThat(info(second).at("/type_ext/peer_id").asText()).isEqualTo(first);
        assertThat(info(first).path("type").asText()).isEqualTo("bridge");
        assertThat(info(first).at("/type_ext/peer_id").asText()).isEqualTo(second);
        assertThat(event(first, "type").body()).isEqualTo(ApiClient.data("type", "bridge", "peer_id", second));
        assertThat(event(second, "type").body()).isEqualTo(ApiClient.data("type", "bridge", "peer_id", first));
    }

    @Test
    void theOneThatIsLeftEnds() {
        String first = created("type", "park", "offer", offer(), "wait_reply", true);
        String second = bridged(first);
        setType(second, "echo");
        assertThat(end(first)).isEqualTo(300020);
        assertThat(info(second).path("type").asText()).isEqualTo("echo");
    }

    @Test
    void theOneThatIsLeftParksIfItWasToldTo() {
        String first = created("type", "park", "offer", offer(), "wait_reply", true, "stop_after_peer", false);
        String second = bridged(first);
        client.request("media/session/destroy", "session_id", second);
        await().untilAsserted(() -> assertThat(info(first).path("type").asText()).isEqualTo("park"));
        assertThat(info(first).path("type_ext")).isEmpty();
        assertThat(info(first).has("peer_id")).isFalse();
    }

    @Test
    void aTiedOneEndsWithItsPeerAndSaysSo() {
        String first = created("type", "park", "offer", offer(), "wait_reply", true);
        String second = created("type", "bridge", "peer_id", first, "master_id", first, "offer", offer(), "wait_reply",
                true);
        client.request("media/session/destroy", "session_id", first);
        assertThat(end(second)).isEqualTo(300021);
        assertThat(types(second).stream().filter("destroyed"::equals)).hasSize(1);
    }

    @Test
    void oneThatLeavesIsNotTakenAlongByATie() {
        String first = created("type", "park", "offer", offer(), "wait_reply", true);
        String second = created("type", "bridge", "peer_id", first, "master_id", first, "offer", offer(), "wait_reply",
                true);
        setType(second, "echo");
        assertThat(end(first)).isEqualTo(300020);
        assertThat(info(second).path("type").asText()).isEqualTo("echo");
        assertThat(info(second).has("master_id")).isFalse();
    }

    @Test
    void athirdOneTakesThePlaceOfTheSecond() {
        String first = created("type", "park", "offer", offer(), "wait_reply", true);
        String second = bridged(first);
        String third = bridged(first);
        assertThat(end(second)).isEqualTo(300020);
        assertThat(info(first).at("/type_ext/peer_id").asText()).isEqualTo(third);
        assertThat(info(third).at("/type_ext/peer_id").asText()).isEqualTo(first);
    }

    @Test
    void bothMayAskForIt() {
        String first = created("type", "park", "offer", offer(), "wait_reply", true);
        String second = created("type", "park", "offer", offer(), "wait_reply", true);
        var one = client.send("media/session/set_type",
                ApiClient.data("session_id", first, "type", "bridge", "peer_id", second));
        var other = client.send("media/session/set_type",
                ApiClient.data("session_id", second, "type", "bridge", "peer_id", first));
        one.join();
        other.join();
        assertThat(info(first).at("/type_ext/peer_id").asText()).isEqualTo(second);
        assertThat(info(second).at("/type_ext/peer_id").asText()).isEqualTo(first);
        setType(first, "park");
        assertThat(end(second)).isEqualTo(300020);
    }

    @Test
    void anErrorSaysWhatCannotBeBridged() {
        String one = created("type", "echo", "offer", offer(), "wait_reply", true);
        Map.of(100045, new Object[]{"type", "bridge"},
                100062, new Object[]{"type", "bridge", "peer_id", "nobody"})
                .forEach((code, fields) -> assertThat(failing(() -> create(fields))).isEqualTo(code));
        assertThat(failing(() -> setType(one, "bridge", "peer_id", one))).isEqualTo(300005);
        assertThat(failing(() -> setType(one, "bridge", "peer_id", "nobody"))).isEqualTo(100062);
        String direct = created("type", "p2p", "offer", offer());
        assertThat(failing(() -> setType(one, "bridge", "peer_id", direct))).isEqualTo(300005);
        assertThat(failing(() -> setType(direct, "echo"))).isEqualTo(300005);
        assertThat(failing(() -> setType(one, "p2p"))).isEqualTo(300005);
        assertThat(info(one).path("type").asText()).isEqualTo("echo");
    }

    private String bridged(String peer) {
        return created("type", "bridge", "peer_id", peer, "offer", offer(), "wait_reply", true);
    }

    private JsonNode setType(String id, String type, Object... more) {
        var data = ApiClient.data("session_id", id, "type", type);
        data.setAll(ApiClient.data(more));
        return client.request("media/session/set_type", data);
    }
}
