package io.mediary.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.embedded.RpcClient;
import io.mediary.media.Carried;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.NewRecord;
import io.mediary.store.Records;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Relays that are used by nobody though it seems so, that break, or that somebody has left half made. */
@QuarkusTest
class RelaysAreLookedAfterTest extends RelayScene {

    private static final int PUBLISHER_STOP = 304006;
    private static final int BRIDGE_STOP = 300020;

    @Inject
    Relays relays;

    @Inject
    RelayUses uses;

    @Inject
    Records records;

    @Inject
    RelayDocument document;

    @Inject
    Vertx vertx;

    @Test
    void whoEnteredAndDoesNotUseItKeepsNoRelay() {
        String listener = listening();
        String relay = relay();
        waited(uses.enter(relay, new Use("somebody", "who came to nothing")));
        become(listener, "park");
        await("it goes though somebody was entered").atMost(BOUND).until(() -> relays().isEmpty());
    }

    @Test
    void oneThatIsUsedStaysHoweverOftenItIsLookedAt() {
        String listener = listening();
        String relay = relay();
        for (int i = 0; i < 3; i++) {
            waited(relays.check(relay));
        }
        assertThat(relayed(1, Map.of(listener, "L"))).containsExactly("relay.endpoint→L.endpoint AUDIO VIDEO");
    }

    @Test
    void aLeaveOfSomebodyWhoUsesItIsNoLeave() {
        listening();
        String relay = relay();
        String use = ((List<?>) servers.redis().command("HKEYS", key(relay))).stream().map(String::valueOf)
                .filter(field -> field.startsWith("use:")).findFirst().orElseThrow().substring("use:".length());
        waited(relays.drop(relay, Use.of(use)));
        assertThat(servers.redis().command("HGET", key(relay), "uses")).isEqualTo("1");
    }

    @Test
    void listenersEndWhenTheRelayIsNotThereAnyMore() {
        String listener = listening();
        String receiver = carried(relay()).receiver();
        try (RpcClient server = RpcClient.connect(vertx, servers.media(1).url())) {
            server.call("release", "object", receiver);
        }
        assertThat(end(listener)).isEqualTo(PUBLISHER_STOP);
    }

    @Test
    void bothSidesOfABridgeEndWhenOneOfItsRelaysFails() {
        String here = parked(0);
        String there = parked(1, "stop_after_peer", false);
        become(there, "bridge", "peer_id", here);
        waited(relays.failed(Relay.id(here, node(there))));
        await("the one whose relay it was parks").atMost(BOUND)
                .until(() -> info(there).path("type").asText().equals("park"));
        assertThat(end(here)).isEqualTo(BRIDGE_STOP);
    }

    @Test
    void whatAFormerMakerLeftHalfDoneIsMadeByTheNext() {
        String publisher = publisher(0);
        String listener = parked(1);
        String id = Relay.id(publisher, node(listener));
        Relay half = Relay.making(publisher, node(publisher), node(listener));
        Lease lease = waited(records.create(new NewRecord(Kind.RELAY, id, "", document.write(half), Optional.empty(),
                Optional.empty(), List.of())));
        waited(records.release(lease));

        become(listener, "listen", "publisher_id", publisher);
        assertThat(relayed(1, Map.of(listener, "L"))).containsExactly("relay.endpoint→L.endpoint AUDIO VIDEO");
    }

    @Test
    void whatNobodyMakesAfterAllEnds() {
        String id = Relay.id("a session that is gone", node(parked(1)));
        Relay half = Relay.making("a session that is gone", node(parked(0)), node(parked(1)));
        Lease lease = waited(records.create(new NewRecord(Kind.RELAY, id, "", document.write(half), Optional.empty(),
                Optional.empty(), List.of())));
        waited(records.release(lease));
        waited(relays.settle(id));
        assertThat(relays()).isEmpty();
    }

    @Test
    void aRecorderTakesWhatComesThroughIt() {
        String listener = listening();
        client.request("media/session/recorder_action", "session_id", listener, "action", "start");
        assertThat(relayed(1, Map.of(listener, "L"))).containsExactlyInAnyOrder(
                "relay.endpoint→L.endpoint AUDIO VIDEO", "relay.endpoint→L.recorder AUDIO VIDEO");
    }

    private String listening() {
        String publisher = publisher(0);
        String listener = parked(1);
        become(listener, "listen", "publisher_id", publisher);
        return listener;
    }

    /** The id of the one relay that there is. */
    private String relay() {
        String key = relays().iterator().next();
        return key.substring(key.lastIndexOf(':') + 1);
    }

    private Carried carried(String relay) {
        return document.read(servers.redis().command("HGET", key(relay), "doc").toString()).carried().orElseThrow();
    }

    private String node(String session) {
        String doc = servers.redis().command("HGET", Keys.record(Kind.SESSION, session), "doc").toString();
        return document.read(doc, JsonNode.class).at("/place/node").asText();
    }

    private static String key(String relay) {
        return Keys.record(Kind.RELAY, relay);
    }

    private static <T> T waited(Uni<T> uni) {
        return uni.await().atMost(BOUND);
    }
}
