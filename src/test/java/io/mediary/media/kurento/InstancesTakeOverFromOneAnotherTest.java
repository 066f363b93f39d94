package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.embedded.engine.Player;
import io.mediary.media.Candidate;
import io.mediary.media.Carried;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvent.RecorderChanged;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaSnapshot;
import io.mediary.media.Place;
import io.mediary.media.RecordingProfile;
import io.mediary.media.Wiring;
import io.mediary.store.RealRedis;

class InstancesTakeOverFromOneAnotherTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    private Family family;

    @BeforeEach
    void nobodyYet() {
        family = new Family(server.vertx(), server.ownership());
    }

    @Test
    void whatADeadInstanceDidNotHearIsFoundAndWhatComesThenIsHeard() {
        TestPlane dead = member("a");
        TestPlane heir = member("b");
        Endpoint endpoint = dead.echo("s1", InMemoryEngine.SDP).endpoint();
        dead.die();
        server.engine().peers().get(0).listener().iceState("CONNECTED");
        server.engine().peers().get(0).listener().connectionState(true);
        server.engine().peers().get(0).listener()
                .flowOut(io.mediary.embedded.engine.MediaKind.AUDIO, true);
        family.gone("a");

        MediaSnapshot found = found(heir, "s1");
        assertThat(found.connected()).contains(true);
        assertThat(found.states()).containsEntry("ice", "connected").doesNotContainKey("dtls");
        assertThat(found.flows()).containsExactly(new MediaSnapshot.Flow(MediaKind.AUDIO, true));
        assertThat(heir.events()).isEmpty();

        server.engine().peers().get(0).listener().connectionState(false);
        await().untilAsserted(() -> assertThat(heir.events())
                .containsExactly(new MediaEvent.ConnectionChanged("s1", false)));
        closed(endpoint.place().line());
        assertThat(dead.events()).isEmpty();
        assertThat(server.server().openObjects()).isEqualTo(3);
        assertThat(REDIS.command("EXISTS", "mediary:kurento-of:a").toInteger()).isZero();
        await().until(() -> REDIS.command("SISMEMBER", "mediary:kurento-owners", "a").toInteger() == 0);
    }

    @Test
    void candidatesThatWereGatheredMeanwhileAreFound() {
        TestPlane dead = member("a");
        TestPlane heir = member("b");
        dead.echo("s1", InMemoryEngine.SDP);
        dead.die();
        server.engine().peers().get(0).describe("v=0\r\nm=audio 1 RTP/SAVPF 96\r\na=mid:x\r\n"
                + "a=candidate:1 1 UDP 1 127.0.0.1 4000 typ host\r\na=candidate:1 2 UDP 1 127.0.0.1 4000 typ host\r\n");
        server.engine().peers().get(0).listener().iceState("CONNECTING");
        family.gone("a");

        assertThat(found(heir, "s1").candidates()).contains(
                List.of(new Candidate("x", 0, "candidate:1 1 UDP 1 127.0.0.1 4000 typ host")));
    }

    @Test
    void aSessionWhoseLookWasNotAnsweredIsLookedAtAgainThoughItWasMoved() {
        TestPlane dead = member("a");
        TestPlane heir = member("b", "request-timeout", "1500ms");
        Endpoint endpoint = dead.echo("s1", InMemoryEngine.SDP).endpoint();
        AtomicReference<String> look = new AtomicReference<>("");
        server.relay().swallowRequests(request -> {
            if (request.encode().contains("addTag")) {
                look.compareAndSet("", request.getString("id"));
            }
            return false;
        });
        server.relay().swallowAnswers(answer -> look.get().equals(answer.getString("id")));
        dead.die();
        server.engine().peers().get(0).listener().connectionState(true);
        family.gone("a");

        closed(endpoint.place().line());
        assertThat(look.get()).startsWith("b:");
        assertThat(found(heir, "s1").connected()).contains(true);
        server.engine().peers().get(0).listener().gatheringDone();
        await().untilAsserted(() -> assertThat(heir.events()).containsExactly(new MediaEvent.GatheringDone("s1")));
    }

    @Test
    void playersAndRecordersAreTakenOverWithWhatTheyDo() {
        TestPlane dead = member("a");
        TestPlane heir = member("b");
        Place place = dead.echo("s1", InMemoryEngine.SDP).endpoint().place();
        String player = await(dead.players().open(place, "s1", "file:///film.webm"));
        String recorder = await(dead.recorders().open(place, "s1", "file:///tmp/x.webm",
                new RecordingProfile(RecordingProfile.Format.WEBM, Set.of(MediaKind.AUDIO, MediaKind.VIDEO))));
        await(dead.players().play(place, player));
        await(dead.recorders().record(place, recorder));
        dead.die();
        server.engine().films().get(0).stop();
        server.engine().tapes().get(0).pause();
        family.gone("a");

        MediaSnapshot found = found(heir, "s1");
        assertThat(found.playing()).isEqualTo(Map.of(player, false));
        assertThat(found.recorders()).isEqualTo(Map.of(recorder, RecorderChanged.State.PAUSED));
        assertThat(server.engine().films().get(0).state()).isEqualTo(Player.State.STOP);
        server.engine().tapes().get(0).record();
        await().untilAsserted(() -> assertThat(heir.events()).containsExactly(
                new RecorderChanged("s1", recorder, RecorderChanged.State.RECORDING)));
    }

    @Test
    void relaysAreTakenOverToo() {
        TestPlane dead = member("a");
        TestPlane heir = member("b");
        Endpoint endpoint = dead.echo("s1", InMemoryEngine.SDP).endpoint();
        String node = endpoint.place().node();
        Carried carried = await(dead.relays().carry("r1", node, endpoint.proxy(), node, UnaryOperator.identity()));
        dead.die();
        server.relay().forget();
        family.gone("a");
        found(heir, "r1");
        closed(endpoint.place().line());
        assertThat(heir.nodes().node(node).orElseThrow().load()).isEqualTo(2);
        assertThat(server.relay().subscriptions("Error")).contains(carried.sender(), carried.receiver());
        server.engine().plainPeers().get(0).listener().connectionState(false);
        await().untilAsserted(() -> assertThat(heir.events())
                .contains(new MediaEvent.ConnectionChanged("r1", false)));
    }

    @Test
    void eachKurentoSessionHasOneHeirAndTheHeirsShareThem() {
        TestPlane dead = member("a", "lines", "8");
        TestPlane one = member("b");
        TestPlane other = member("c");
        Set<String> sessions = new HashSet<>();
        for (int i = 0; i < 16; i++) {
            sessions.add("s" + i);
            dead.echo("s" + i, InMemoryEngine.SDP);
        }
        dead.die();
        family.gone("a");
        await().until(() -> one.adopted() + other.adopted() == 8);
        List<String> found = new ArrayList<>();
        one.snapshots().forEach(snapshot -> found.add(snapshot.sessionId()));
        other.snapshots().forEach(snapshot -> found.add(snapshot.sessionId()));
        assertThat(found).containsExactlyInAnyOrderElementsOf(sessions);
        IntStream.range(0, 16).forEach(i -> server.engine().peers().get(i).listener().gatheringDone());
        await().until(() -> one.events().size() + other.events().size() == 16);
    }

    @Test
    void anHeirThatDiesOverItHasAnHeirItself() {
        TestPlane dead = member("a");
        TestPlane first = member("b");
        dead.echo("s1", InMemoryEngine.SDP);
        CompletableFuture<Void> reached = new CompletableFuture<>();
        server.relay().swallowAnswers(answer -> {
            boolean listing = answer.encode().contains("_kurento.WebRtcEndpoint");
            if (listing) {
                reached.complete(null);
            }
            return listing;
        });
        dead.die();
        family.gone("a");
        assertThat(reached).succeedsWithin(Duration.ofSeconds(10));
        first.die();
        server.relay().swallowAnswers(answer -> false);
        TestPlane second = member("c");
        family.gone("b");
        found(second, "s1");
        await().until(() -> REDIS.command("EXISTS", "mediary:kurento-of:b").toInteger() == 0);
        assertThat(first.snapshots()).isEmpty();
        assertThat(server.server().openObjects()).isEqualTo(3);
    }

    @Test
    void anOwnerThatWasOnlyAsleepDoesNoHarm() {
        TestPlane asleep = member("a", "refresh-interval", "100ms");
        TestPlane heir = member("b");
        Place place = asleep.echo("s1", InMemoryEngine.SDP).endpoint().place();
        family.gone("a");
        found(heir, "s1");
        closed(place.line());
        family.wakes("a");
        await().until(() -> asleep.nodes().node(place.node()).orElseThrow().load() == 0);
        await().until(() -> asleep.nodes().node(place.node()).orElseThrow().isUp());

        server.engine().peers().get(0).listener().gatheringDone();
        await().untilAsserted(() -> assertThat(heir.events()).containsExactly(new MediaEvent.GatheringDone("s1")));
        assertThat(asleep.events()).isEmpty();
        assertThat(server.server().openObjects()).isEqualTo(3);
        asleep.echo("s2", InMemoryEngine.SDP);
        server.engine().peers().get(1).listener().gatheringDone();
        await().untilAsserted(() -> assertThat(asleep.events()).contains(new MediaEvent.GatheringDone("s2")));
    }

    @Test
    void whatASleeperMadeBeforeItKnewIsHeardNonetheless() {
        TestPlane asleep = member("a");
        TestPlane heir = member("b");
        Place place = asleep.echo("s1", InMemoryEngine.SDP).endpoint().place();
        family.gone("a");
        found(heir, "s1");
        closed(place.line());
        family.wakes("a");
        asleep.echo("late", InMemoryEngine.SDP);

        await(asleep.nodes().node(place.node()).orElseThrow().refresh().onFailure().recoverWithNull());
        found(asleep, "late");
        server.engine().peers().get(1).listener().gatheringDone();
        await().untilAsserted(
                () -> assertThat(asleep.events()).containsExactly(new MediaEvent.GatheringDone("late")));
        assertThat(heir.snapshots()).extracting(MediaSnapshot::sessionId).containsExactly("s1");
    }

    @Test
    void aSleeperPutsNothingOnAKurentoSessionThatMayBeAnothers() {
        AtomicBoolean awake = new AtomicBoolean(true);
        TestPlane asleep = server.instance("a", since -> awake.get());
        family.enter("a", asleep);
        TestPlane heir = member("b");
        String taken = asleep.echo("s1", InMemoryEngine.SDP).endpoint().place().line();
        family.gone("a");
        found(heir, "s1");
        closed(taken);
        family.wakes("a");
        awake.set(false);

        assertThat(asleep.echo("s2", InMemoryEngine.SDP).endpoint().place().line()).isNotEqualTo(taken);
        awake.set(true);
        server.engine().peers().get(1).listener().gatheringDone();
        await().untilAsserted(() -> assertThat(asleep.events()).containsExactly(new MediaEvent.GatheringDone("s2")));
        assertThat(heir.snapshots()).extracting(MediaSnapshot::sessionId).containsExactly("s1");
    }

    @Test
    void anInstanceThatStopsGivesAllAwayAndGoesOnWorking() {
        TestPlane stopping = server.instance("a");
        TestPlane.Succession giver = family.enter("a", stopping);
        TestPlane heir = member("b");
        Endpoint endpoint = stopping.echo("s1", InMemoryEngine.SDP).endpoint();
        giver.adoptions().close();

        await(giver.gifts().ofAll());
        assertThat(heir.snapshots()).extracting(MediaSnapshot::sessionId).containsExactly("s1");
        closed(endpoint.place().line());
        await(stopping.plane().rewire(endpoint, TestPlane.ECHO, Wiring.PARKED, Optional.empty()));
        stopping.echo("s2", InMemoryEngine.SDP);
        assertThat(stopping.nodes().node(endpoint.place().node()).orElseThrow().load()).isEqualTo(1);
    }

    @Test
    void whatWasGivenAwayIsFoundWithoutABell() {
        TestPlane stopping = server.instance("a");
        TestPlane.Succession giver = family.enter("a", stopping);
        TestPlane heir = member("b");
        stopping.echo("s1", InMemoryEngine.SDP);
        family.deaf();
        giver.adoptions().close();
        await(giver.gifts().ofAll());
        found(heir, "s1");
    }

    @Test
    void whoStopsTooIsNotWaitedFor() {
        TestPlane stopping = server.instance("a");
        TestPlane.Succession giver = family.enter("a", stopping);
        TestPlane.Succession stopsToo = family.enter("b", server.instance("b"));
        String line = stopping.echo("s1", InMemoryEngine.SDP).endpoint().place().line();
        giver.adoptions().close();
        stopsToo.adoptions().close();

        CompletableFuture<Void> given = giver.gifts().ofAll().subscribeAsCompletionStage();
        await().until(() -> REDIS.command("HGET", "mediary:kurento:" + line, "owner").toString()
                .equals(Ownership.NOBODY));
        assertThat(given).isNotDone();
        family.gone("b");
        assertThat(given).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void theLastInstanceLeavesEverythingToTheNext() {
        TestPlane last = server.instance("a");
        TestPlane.Succession giver = family.enter("a", last);
        last.echo("s1", InMemoryEngine.SDP);
        giver.adoptions().close();
        await(giver.gifts().ofAll());
        last.close();
        family.gone("a");
        found(member("b"), "s1");
        assertThat(server.server().openObjects()).isEqualTo(3);
    }

    private TestPlane member(String id, String... settings) {
        TestPlane plane = server.instance(id, settings);
        family.enter(id, plane);
        await(plane.plane().choose(Optional.empty()));
        return plane;
    }

    private static MediaSnapshot found(TestPlane heir, String session) {
        await().until(() -> heir.snapshots().stream().anyMatch(each -> each.sessionId().equals(session)));
        return heir.snapshots().stream().filter(each -> each.sessionId().equals(session)).findFirst().orElseThrow();
    }

    private static void closed(String line) {
        await().until(() -> REDIS.command("HGET", "mediary:kurento:" + line, "closed") != null);
    }
}
