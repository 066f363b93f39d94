package io.mediary.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.config.RelayConfig;
import io.mediary.media.Carried;
import io.mediary.media.MediaClaims.Claim;
import io.mediary.media.MediaRelays;
import io.mediary.session.SessionClaims;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.NewRecord;
import io.mediary.store.Records;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** Relays that are used by nobody though it seems so, that break, or that somebody has left half made. */
@QuarkusTest
class RelaysAreLookedAfterTest extends RelayScene {

    private static final int PUBLISHER_STOP = 304006;
    private static final int BRIDGE_STOP = 300020;
    private static final String USE = "use:";

    @Inject
    Relays relays;

    @Inject
    RelayUses uses;

    @Inject
    Records records;

    @Inject
    RelayMaking making;

    @Inject
    RelayEnding ending;

    @Inject
    MediaRelays media;

    @Inject
    RelayConfig config;

    @Inject
    SessionClaims sessions;

    @Inject
    RelayClaims claims;

    @Test
    void whoEnteredAndDoesNotUseItKeepsNoRelay() {
        String listener = listening();
        String relay = relay();
        Use nobody = new Use("somebody", "who came to nothing");
        waited(uses.enter(relay, nobody));
        become(listener, "park");
        waited(relays.check(relay));
        assertThat(relays()).as("who came just now may still use it").hasSize(1);
        servers.redis().command("HSET", key(relay), USE + nobody.text(), "0");
        waited(relays.check(relay));
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
        waited(relays.drop(relay, use(relay)));
        assertThat(servers.redis().command("HGET", key(relay), "uses")).isEqualTo("1");
    }

    @Test
    void whoseRecordComesToNameItWhileItIsTakenOutIsEnteredAgain() {
        listening();
        String relay = relay();
        Use use = use(relay);
        Supplier<Uni<Boolean>> answers = inTurn(false, true);
        waited(new Relays(records, making, ending, uses, (one, id) -> answers.get(), media, document, config)
                .leave(relay, use));
        assertThat(use(relay)).isEqualTo(use);
        assertThat(servers.redis().command("HGET", key(relay), "uses")).isEqualTo("1");
    }

    @Test
    void whoWasTakenOutBeforeItsRecordNamedItIsEnteredByWhatFollowsTheCommit() {
        listening();
        String relay = relay();
        Use use = use(relay);
        waited(uses.leave(relay, use));
        waited(relays.drop(relay, use));
        assertThat(use(relay)).isEqualTo(use);
    }

    @Test
    void aListenerThatNobodyToldOfTheEndOfItsRelayIsFoundByTheSweep() {
        String listener = listening();
        String relay = relay();
        String receiver = carried(relay).receiver();
        assertThat(waited(sessions.claims())).contains(new Claim(node(listener), receiver, listener));
        waited(sessions.missing(listener));
        assertThat(events(listener)).as("what is there is not missing").doesNotContain("destroyed");

        waited(uses.leave(relay, use(relay)));
        await("a relay that nobody uses ends").atMost(BOUND).until(() -> relays().isEmpty());
        assertThat(events(listener)).doesNotContain("destroyed");
        assertThat(waited(sessions.missing(listener))).isTrue();
        assertThat(end(listener)).isEqualTo(PUBLISHER_STOP);
    }

    @Test
    void aRelayThatLacksAnEndIsFoundByTheSweep() {
        String listener = listening();
        String relay = relay();
        Carried ends = carried(relay);
        assertThat(waited(claims.claims())).containsExactlyInAnyOrder(
                new Claim(ends.from().node(), ends.sender(), relay),
                new Claim(ends.to().node(), ends.receiver(), relay));
        lose(0, ends.sender());
        waited(claims.missing(relay));
        assertThat(relays()).isEmpty();
        assertThat(end(listener)).isEqualTo(PUBLISHER_STOP);
    }

    @Test
    void aRelayEndsWithOneOfItsMediaServers() {
        String listener = listening();
        Carried ends = carried(relay());
        waited(relays.lost(ends.from().node()));
        assertThat(relays()).isEmpty();
        assertThat(servers.relayElements(1)).as("its other end is released").isZero();
        assertThat(end(listener)).isEqualTo(PUBLISHER_STOP);
        lose(0, ends.sender());
    }

    @Test
    void listenersEndWhenTheRelayIsNotThereAnyMore() {
        String listener = listening();
        lose(1, carried(relay()).receiver());
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

    private static Supplier<Uni<Boolean>> inTurn(Boolean... answers) {
        Iterator<Boolean> left = List.of(answers).iterator();
        return () -> Uni.createFrom().item(left.next());
    }

    /** The one who uses the one relay that there is. */
    private Use use(String relay) {
        return Use.of(((List<?>) servers.redis().command("HKEYS", key(relay))).stream().map(String::valueOf)
                .filter(field -> field.startsWith(USE)).findFirst().orElseThrow().substring(USE.length()));
    }
}
