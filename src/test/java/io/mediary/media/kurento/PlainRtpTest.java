package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.MediaPlane.Opened;
import io.mediary.media.MediaStats;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.mediary.media.Wiring.Source;
import io.mediary.store.RealRedis;

/** Endpoints for clients that speak RTP without ICE and DTLS. */
class PlainRtpTest {

    private static final String OFFER = """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 40000 RTP/AVP 0
            a=rtpmap:0 PCMU/8000
            m=video 40002 RTP/AVP 96
            a=rtpmap:96 VP8/90000
            """.replace("\n", "\r\n");

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
    void anOfferIsAnsweredInOneRoundTripWithoutGathering() {
        Opened echo = answered("s1");
        assertThat(echo.sdp()).startsWith("v=0").contains("m=audio").contains("m=video");
        assertThat(server.relay().calls()).hasSize(1);
        assertThat(server.relay().calls().get(0).toString()).contains("RtpEndpoint", "processOffer",
                "ConnectionStateChanged", "MediaFlowOutStateChanged").doesNotContain("gatherCandidates",
                        "IceCandidateFound", "WebRtcEndpoint");
        assertThat(server.server().openObjects()).isEqualTo(3);
        InMemoryEngine.PlainPeer peer = peer();
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.VIDEO)).isPresent();
        assertThat(peer.sinks(io.mediary.embedded.engine.MediaKind.AUDIO)).hasSize(1);
    }

    @Test
    void anOfferIsMadeAndTheAnswerTaken() {
        Opened opened = await(instance.plane().offer(place, rtp("s1"), TestPlane.ECHO));
        await(instance.plane().acceptAnswer(opened.endpoint(), OFFER));
        assertThat(server.relay().calls()).hasSize(2);
    }

    @Test
    void anOfferMayComeLater() {
        Endpoint endpoint = await(instance.plane().open(place, rtp("s1"), TestPlane.ECHO));
        assertThat(await(instance.plane().answer(endpoint, OFFER))).startsWith("v=0");
        assertThat(server.relay().calls()).hasSize(2);
    }

    @Test
    void aBadOfferIsToldByItsFieldAndLeavesNothing() {
        assertThatThrownBy(() -> await(instance.plane().answer(place, rtp("s1"), "nonsense", TestPlane.ECHO)))
                .hasMessage("Syntax error: offer.sdp");
        assertThat(server.server().openObjects()).isEqualTo(1);
    }

    @Test
    void candidatesMeanNothing() {
        Endpoint endpoint = answered("s1").endpoint();
        server.relay().forget();
        await(instance.plane().addCandidates(endpoint, List.of(new Candidate("0", 0, "candidate:1"))));
        assertThat(server.relay().calls()).isEmpty();
    }

    @Test
    void itsEventsAreTold() {
        answered("s1");
        peer().listener().connectionState(true);
        peer().listener().flowIn(io.mediary.embedded.engine.MediaKind.AUDIO, true);
        peer().listener().mediaState(true);
        await().untilAsserted(() -> assertThat(instance.events()).containsExactly(
                new MediaEvent.ConnectionChanged("s1", true),
                new MediaEvent.FlowChanged("s1", MediaKind.AUDIO, false, true),
                new MediaEvent.StateChanged("s1", "media", "connected")));
    }

    @Test
    void itsCountersAreOneRoundTrip() {
        Endpoint endpoint = answered("s1").endpoint();
        server.relay().forget();
        assertThat(await(instance.plane().stats(endpoint))).isEqualTo(MediaStats.NONE);
        peer().counts(Map.of("a", Map.of("id", "a", "type", "outboundrtp", "packetsSent", 7)));
        assertThat(await(instance.plane().stats(endpoint)).audio().flatMap(MediaStats.Stream::out)
                .map(MediaStats.Out::packets)).contains(7L);
        assertThat(server.relay().calls()).hasSize(2);
        assertThat(server.relay().calls().get(0).toString()).doesNotContain("DATA");
    }

    @Test
    void itIsBridgedToWebRtc() {
        Endpoint plain = answered("s1").endpoint();
        Endpoint web = instance.echo("s2", InMemoryEngine.SDP).endpoint();
        server.relay().forget();
        await(instance.plane().rewire(plain, TestPlane.ECHO, bridged(web), Optional.empty()));
        await(instance.plane().rewire(web, TestPlane.ECHO, bridged(plain), Optional.empty()));
        assertThat(server.relay().calls()).hasSize(2);
        await(instance.plane().restore(plain, bridged(web), 0));
        assertThat(peer().source(io.mediary.embedded.engine.MediaKind.AUDIO))
                .isEqualTo(server.engine().peers().get(0).sinks(io.mediary.embedded.engine.MediaKind.AUDIO).stream()
                        .findAny());
    }

    @Test
    void itIsReleased() {
        Endpoint endpoint = answered("s1").endpoint();
        instance.release(endpoint);
        instance.release(endpoint);
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(server.engine().openElements()).isZero();
        assertThat(instance.nodes().node(place.node()).orElseThrow().load()).isZero();
    }

    private Opened answered(String session) {
        return await(instance.plane().answer(place, rtp(session), OFFER, TestPlane.ECHO));
    }

    private InMemoryEngine.PlainPeer peer() {
        return server.engine().plainPeers().get(0);
    }

    private static EndpointSpec rtp(String session) {
        return new EndpointSpec(session, true, 0);
    }

    private static Wiring bridged(Endpoint peer) {
        return new Wiring(Set.of(MediaKind.values()),
                new Source.Element(peer.proxy(), Set.of(MediaKind.values())));
    }
}
