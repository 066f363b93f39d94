package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.embedded.engine.MediaKind;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.MediaStats;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.mediary.store.RealRedis;

class AnOfferMayComeLaterTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    private TestPlane instance;
    private Place place;

    @BeforeEach
    void start() {
        instance = server.instance("a", "request-timeout", "2s");
        place = await(instance.plane().choose(Optional.empty()));
        server.relay().forget();
    }

    @Test
    void theElementsAreThereAndWiredInOneRoundTrip() {
        open("s1", 300);
        assertThat(server.relay().calls()).hasSize(1);
        assertThat(server.server().openObjects()).isEqualTo(3);
        InMemoryEngine.Peer peer = server.engine().peers().get(0);
        assertThat(peer.videoLimit()).isEqualTo(300);
        assertThat(peer.source(MediaKind.VIDEO)).isPresent();
        assertThat(peer.sinks(MediaKind.AUDIO)).hasSize(1);
        assertThatThrownBy(peer::localDescription).hasMessage("No local SDP");
    }

    @Test
    void itIsAnsweredAndGatheringIsStartedInOneRoundTrip() {
        Endpoint endpoint = open("s1", 0);
        server.relay().forget();
        assertThat(await(instance.plane().answer(endpoint, InMemoryEngine.SDP))).startsWith("v=0");
        assertThat(server.relay().calls()).hasSize(1);
        assertThat(server.relay().calls().get(0).toString()).contains("processOffer", "gatherCandidates");
        server.engine().peers().get(0).listener().gatheringDone();
        await().untilAsserted(() -> assertThat(instance.events()).containsExactly(new MediaEvent.GatheringDone("s1")));
    }

    @Test
    void itIsAnsweredOnce() {
        Endpoint endpoint = open("s1", 0);
        await(instance.plane().answer(endpoint, InMemoryEngine.SDP));
        assertThatThrownBy(() -> await(instance.plane().answer(endpoint, InMemoryEngine.SDP)))
                .hasMessageContaining("40208").extracting(failure -> ((Failure) failure).code())
                .isEqualTo(ErrorCode.KMS_ERROR);
    }

    @Test
    void aBadOneIsToldByItsFieldAndABetterOneIsTaken() {
        Endpoint endpoint = open("s1", 0);
        assertThatThrownBy(() -> await(instance.plane().answer(endpoint, "nonsense")))
                .hasMessage("Syntax error: offer.sdp");
        assertThat(await(instance.plane().answer(endpoint, InMemoryEngine.SDP))).startsWith("v=0");
    }

    @Test
    void candidatesMayComeBeforeIt() {
        Endpoint endpoint = open("s1", 0);
        await(instance.plane().addCandidates(endpoint, List.of(new Candidate("0", 0, "candidate:1"))));
        assertThat(server.engine().peers().get(0).candidates()).containsExactly("0/0/candidate:1");
    }

    @Test
    void thereAreNoCountersBeforeIt() {
        Endpoint endpoint = open("s1", 0);
        server.relay().forget();
        assertThat(await(instance.plane().stats(endpoint))).isEqualTo(MediaStats.NONE);
        assertThat(server.relay().calls()).hasSize(1);
    }

    @Test
    void whatWasOpenedIsReleased() {
        Endpoint endpoint = open("s1", 0);
        instance.release(endpoint);
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(instance.nodes().node(place.node()).orElseThrow().load()).isZero();
        assertThatThrownBy(() -> await(instance.plane().answer(endpoint, InMemoryEngine.SDP)))
                .hasMessageContaining("40101");
        assertThatThrownBy(() -> await(instance.plane().stats(endpoint))).hasMessageContaining("40101");
    }

    @Test
    void anOpeningWithoutAnAnswerIsCleanedUpLater() {
        server.relay().swallowAnswers(answer -> answer.toString().contains("WebRtcEndpoint"));
        assertThatThrownBy(() -> open("s1", 0)).extracting(failure -> ((Failure) failure).code())
                .isEqualTo(ErrorCode.SESSION_FAILED);
        server.relay().swallowAnswers(answer -> false);
        await().untilAsserted(() -> assertThat(server.server().openObjects()).isEqualTo(1));
    }

    @Test
    void anOpeningWithASourceThatIsGoneLeavesNothing() {
        Endpoint gone = open("s1", 0);
        instance.release(gone);
        Wiring listening = new Wiring(Set.of(), new Wiring.Source.Element(gone.proxy(),
                Set.of(io.mediary.media.MediaKind.VIDEO)));
        assertThatThrownBy(() -> await(instance.plane().open(place, new EndpointSpec("s2", false, 0), listening)))
                .hasMessageContaining("40101");
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(instance.nodes().node(place.node()).orElseThrow().isUp()).isTrue();
    }

    private Endpoint open(String session, int bitrate) {
        return await(instance.plane().open(place, new EndpointSpec(session, false, bitrate), TestPlane.ECHO));
    }
}
