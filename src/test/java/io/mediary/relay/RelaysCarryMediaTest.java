package io.mediary.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

/** Sessions on one media server receive from a session on another through one relay, for as long as somebody does. */
@QuarkusTest
class RelaysCarryMediaTest extends RelayScene {

    private static final int PUBLISHER_STOP = 304006;
    private static final int BRIDGE_STOP = 300020;
    private static final int INVALID_PUBLISHER = 304005;

    @Test
    void listenersElsewhereShareOneRelayWhichGoesWithTheLastOfThem() {
        String publisher = publisher(0);
        List<String> listeners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            listeners.add(parked(1));
        }
        List<CompletableFuture<JsonNode>> answers = listeners.stream()
                .map(id -> client.send("media/session/set_type",
                        ApiClient.data("session_id", id, "type", "listen", "publisher_id", publisher)))
                .toList();
        answers.forEach(CompletableFuture::join);

        assertThat(servers.relayElements(0)).isEqualTo(1);
        assertThat(servers.relayElements(1)).isEqualTo(1);
        assertThat(relayed(0, Map.of(publisher, "P"))).containsExactly("P.proxy→relay.endpoint AUDIO VIDEO");
        assertThat(relayed(1, Map.of())).isEqualTo(listeners.stream()
                .map(id -> "relay.endpoint→" + id + ".endpoint AUDIO VIDEO").collect(Collectors.toSet()));
        assertThat(info(listeners.get(0)).at("/type_ext/publisher_id").asText()).isEqualTo(publisher);

        listeners.subList(0, 3).forEach(this::destroy);
        become(listeners.get(3), "echo");
        await("the relay goes").atMost(BOUND)
                .until(() -> servers.relayElements(0) + servers.relayElements(1) == 0 && relays().isEmpty());
        assertThat(info(publisher).path("type").asText()).isEqualTo("publish");
        assertThat(events(publisher)).doesNotContain("destroyed");
    }

    @Test
    void listenersElsewhereEndWithTheirPublisher() {
        String publisher = publisher(0);
        String one = parked(1);
        String other = parked(1);
        become(one, "listen", "publisher_id", publisher);
        become(other, "listen", "publisher_id", publisher);
        become(publisher, "echo");
        assertThat(end(one)).isEqualTo(PUBLISHER_STOP);
        assertThat(end(other)).isEqualTo(PUBLISHER_STOP);
    }

    @Test
    void aRelayThatIsWantedAgainSoonStays() {
        String publisher = publisher(1);
        String listener = parked(0);
        become(listener, "listen", "publisher_id", publisher);
        for (int i = 0; i < 5; i++) {
            become(listener, "park");
            become(listener, "listen", "publisher_id", publisher);
        }
        assertThat(servers.relayElements(0)).isEqualTo(1);
        assertThat(relayed(0, Map.of(listener, "L"))).containsExactly("relay.endpoint→L.endpoint AUDIO VIDEO");
        assertThat(relays()).hasSize(1);
    }

    @Test
    void aBridgeGoesBothWaysAndEndsOnBothSides() {
        String here = parked(0);
        String there = parked(1);
        become(here, "bridge", "peer_id", there);
        assertThat(info(there).at("/type_ext/peer_id").asText()).isEqualTo(here);
        assertThat(relayed(0, Map.of(here, "H"))).containsExactlyInAnyOrder("relay.endpoint→H.endpoint AUDIO VIDEO",
                "H.proxy→relay.endpoint AUDIO VIDEO");
        assertThat(relayed(1, Map.of(there, "T"))).containsExactlyInAnyOrder("relay.endpoint→T.endpoint AUDIO VIDEO",
                "T.proxy→relay.endpoint AUDIO VIDEO");
        assertThat(relays()).hasSize(2);

        destroy(here);
        assertThat(end(there)).isEqualTo(BRIDGE_STOP);
    }

    @Test
    void bothSidesMayAskForTheBridgeAtOnce() {
        String here = parked(0, "stop_after_peer", false);
        String there = parked(1, "stop_after_peer", false);
        CompletableFuture<JsonNode> one = client.send("media/session/set_type",
                ApiClient.data("session_id", here, "type", "bridge", "peer_id", there));
        CompletableFuture<JsonNode> other = client.send("media/session/set_type",
                ApiClient.data("session_id", there, "type", "bridge", "peer_id", here));
        one.join();
        other.join();
        assertThat(info(here).at("/type_ext/peer_id").asText()).isEqualTo(there);
        assertThat(info(there).at("/type_ext/peer_id").asText()).isEqualTo(here);
        await().atMost(BOUND).until(() -> servers.relayElements(0) == 2 && servers.relayElements(1) == 2);

        become(there, "park");
        await("the other side parks").atMost(BOUND).until(() -> info(here).path("type").asText().equals("park"));
    }

    @Test
    void aNewSessionIsMadeWithItsMasterAndReachesItsPeerElsewhere() {
        String peer = parked(0);
        String master = parked(1);
        String slave = created("type", "bridge", "peer_id", peer, "master_id", master);
        assertThat(servers.of(slave)).isEqualTo(1);
        assertThat(info(peer).at("/type_ext/peer_id").asText()).isEqualTo(slave);
        assertThat(relays()).hasSize(2);
    }

    @Test
    void aNewListenerIsMadeBesideItsPublisher() {
        String publisher = publisher(1);
        String listener = created("type", "listen", "publisher_id", publisher);
        assertThat(servers.of(listener)).isEqualTo(1);
        assertThat(relays()).isEmpty();
    }

    @Test
    void whatIsRefusedLeavesNoRelay() {
        String publisher = publisher(0);
        String listener = parked(1);
        destroy(publisher);
        assertThat(failing(() -> become(listener, "listen", "publisher_id", publisher))).isEqualTo(INVALID_PUBLISHER);
        assertThat(relays()).isEmpty();
    }
}
