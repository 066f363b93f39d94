package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.embedded.engine.Element;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.MediaPlane.Opened;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.mediary.media.Wiring.Source;
import io.mediary.store.RealRedis;
import io.vertx.core.json.JsonObject;

class ASessionIsMadeInOneTransactionTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    private TestPlane instance;

    @BeforeEach
    void start() {
        instance = server.instance("a", "request-timeout", "2s");
        await(instance.plane().choose(Optional.empty()));
        server.relay().forget();
    }

    @Test
    void anEchoIsOneRoundTripWiredAndTagged() {
        Opened echo = instance.echo("s1", InMemoryEngine.SDP);

        assertThat(echo.sdp()).startsWith("v=0");
        assertThat(server.relay().calls()).extracting(request -> request.getString("method"))
                .containsExactly("transaction");
        assertThat(server.server().openObjects()).isEqualTo(3);
        InMemoryEngine.Peer peer = server.engine().peers().get(0);
        assertThat(peer.dataChannels()).isTrue();
        for (io.mediary.embedded.engine.MediaKind kind : io.mediary.embedded.engine.MediaKind.values()) {
            Element proxy = peer.sinks(kind).iterator().next();
            assertThat(peer.source(kind)).contains(proxy);
        }
    }

    @Test
    void anOfferIsMadeAndTheAnswerTaken() {
        Place place = await(instance.plane().choose(Optional.empty()));
        Opened opened = await(
                instance.plane().offer(place, new EndpointSpec("s1", false, 300), TestPlane.ECHO));
        await(instance.plane().acceptAnswer(opened.endpoint(), InMemoryEngine.SDP));

        assertThat(server.relay().calls()).hasSize(2);
        assertThat(server.engine().peers().get(0).videoLimit()).isEqualTo(300);
        assertThatThrownBy(() -> await(instance.plane().acceptAnswer(opened.endpoint(), InMemoryEngine.SDP)))
                .isInstanceOf(Failure.class).hasMessageContaining("40210")
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.KMS_ERROR);
    }

    @Test
    void aBadAnswerIsToldByItsField() {
        Place place = await(instance.plane().choose(Optional.empty()));
        Opened opened = await(instance.plane().offer(place, new EndpointSpec("s1", false, 0), TestPlane.ECHO));
        assertThatThrownBy(() -> await(instance.plane().acceptAnswer(opened.endpoint(), "nonsense")))
                .hasMessage("Syntax error: answer.sdp");
    }

    @Test
    void aBadOfferIsToldByItsFieldAndLeavesNothing() {
        assertThatThrownBy(() -> instance.echo("s1", "nonsense")).hasMessage("Syntax error: offer.sdp");
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(server.engine().openElements()).isZero();
    }

    @Test
    void aCreationWithoutAnAnswerIsCleanedUpLater() {
        server.relay().swallowAnswers(answer -> answer.toString().contains("WebRtcEndpoint"));
        assertThatThrownBy(() -> instance.echo("s1", InMemoryEngine.SDP))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.SESSION_FAILED);
        server.relay().swallowAnswers(answer -> false);
        await().untilAsserted(() -> assertThat(server.server().openObjects()).isEqualTo(1));
    }

    @Test
    void aCreationThatWasNeverSentIsNoMystery() {
        Place place = await(instance.plane().choose(Optional.empty()));
        server.relay().refuse(true);
        server.relay().cut();
        await().until(() -> server.relay().sockets() == 0);
        assertThatThrownBy(() -> await(instance.plane().offer(place, new EndpointSpec("s1", false, 0), Wiring.PARKED)))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void onlyWhatDiffersIsRewired() {
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        Wiring muted = new Wiring(Set.of(MediaKind.AUDIO, MediaKind.DATA), new Source.OwnProxy());
        server.relay().forget();

        await(instance.plane().rewire(endpoint, TestPlane.ECHO, muted, Optional.empty()));
        assertThat(operations()).containsExactly("disconnect VIDEO");
        assertThat(server.engine().peers().get(0).sinks(io.mediary.embedded.engine.MediaKind.VIDEO)).isEmpty();

        await(instance.plane().rewire(endpoint, muted, TestPlane.ECHO, Optional.of(200)));
        assertThat(operations()).containsExactly("connect VIDEO", "setMaxVideoRecvBandwidth null");
        assertThat(server.engine().peers().get(0).videoLimit()).isEqualTo(200);

        await(instance.plane().rewire(endpoint, TestPlane.ECHO, TestPlane.ECHO, Optional.empty()));
        assertThat(operations()).isEmpty();

        await(instance.plane().rewire(endpoint, TestPlane.ECHO, Wiring.PARKED, Optional.empty()));
        assertThat(operations()).containsExactlyInAnyOrder("disconnect null", "disconnect null");
    }

    @Test
    void aNewSourceDisplacesTheOldOne() {
        Endpoint listener = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        Endpoint publisher = instance.echo("s2", InMemoryEngine.SDP).endpoint();
        Wiring listening = new Wiring(Set.of(),
                new Source.Element(publisher.proxy(), Set.of(MediaKind.AUDIO, MediaKind.VIDEO)));
        server.relay().forget();
        await(instance.plane().rewire(listener, TestPlane.ECHO, listening, Optional.empty()));
        assertThat(operations()).containsExactlyInAnyOrder("disconnect null", "disconnect DATA", "connect AUDIO",
                "connect VIDEO");
    }

    @Test
    void whateverIsConnectedIsRestored() {
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        Endpoint other = instance.echo("s2", InMemoryEngine.SDP).endpoint();
        await(instance.plane().rewire(endpoint, TestPlane.ECHO,
                new Wiring(Set.of(), new Source.Element(other.proxy(), Set.of(MediaKind.VIDEO))), Optional.empty()));
        InMemoryEngine.Peer peer = server.engine().peers().get(0);

        await(instance.plane().restore(endpoint, TestPlane.ECHO, 0));
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.VIDEO))
                .isEqualTo(peer.source(io.mediary.embedded.engine.MediaKind.AUDIO));
        assertThat(peer.sinks(io.mediary.embedded.engine.MediaKind.AUDIO)).hasSize(1);

        await(instance.plane().restore(endpoint, Wiring.PARKED, 0));
        for (io.mediary.embedded.engine.MediaKind kind : io.mediary.embedded.engine.MediaKind.values()) {
            assertThat(peer.source(kind)).isEmpty();
            assertThat(peer.sinks(kind)).isEmpty();
        }
    }

    @Test
    void candidatesArriveInOrderInOneRoundTrip() {
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        server.relay().forget();
        await(instance.plane().addCandidates(endpoint, List.of(new Candidate("0", 0, "candidate:1"),
                new Candidate("1", 1, "candidate:2"), new Candidate("", 0, ""))));
        assertThat(server.engine().peers().get(0).candidates()).containsExactly("0/0/candidate:1", "1/1/candidate:2",
                "/0/");
        assertThat(server.relay().calls()).hasSize(1);
    }

    @Test
    void releasingTwiceIsNoError() {
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        server.relay().forget();
        instance.release(endpoint);
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(server.relay().calls()).hasSize(1);
        instance.release(endpoint);
        assertThat(instance.nodes().node(endpoint.place().node()).orElseThrow().load()).isZero();
    }

    @Test
    void whatIsKnownByItsTagAloneIsReleased() {
        Opened kept = instance.echo("s2", InMemoryEngine.SDP);
        Opened gone = instance.echo("s1", InMemoryEngine.SDP);
        await(instance.plane().releaseAll(gone.endpoint().place(), "s1", Set.of()));
        assertThat(server.server().openObjects()).isEqualTo(3);
        await(instance.plane().rewire(kept.endpoint(), TestPlane.ECHO, Wiring.PARKED, Optional.empty()));
        assertThatThrownBy(() -> await(instance.plane().addCandidates(gone.endpoint(),
                List.of(new Candidate("0", 0, "candidate:1"))))).hasMessageContaining("40101");
    }

    @Test
    void idsThatAreNoElementsGoNowhere() {
        Endpoint endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        String pipeline = endpoint.proxy().substring(0, endpoint.proxy().indexOf('/'));
        server.relay().forget();
        assertThatThrownBy(() -> await(instance.plane().restore(
                new Endpoint(endpoint.place(), endpoint.endpoint(), pipeline), TestPlane.ECHO, 0)))
                .isInstanceOf(Failure.class);
        assertThat(server.relay().calls()).isEmpty();
    }

    @Test
    void noOperationTakesLongerThanItsRoundTripsAndTheFirstConnect() {
        TestPlane hasty = server.instance("b", "request-timeout", "300ms", "first-connect-wait", "2s");
        Endpoint endpoint = hasty.echo("s1", InMemoryEngine.SDP).endpoint();
        server.relay().swallowAnswers(answer -> true);
        long start = System.nanoTime();
        assertThatThrownBy(() -> await(hasty.plane().restore(endpoint, TestPlane.ECHO, 0)))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2_900));
        server.relay().swallowAnswers(answer -> false);
    }

    /** The operations of the transactions since the last look, with their kinds. */
    private List<String> operations() {
        List<String> operations = server.relay().calls().stream()
                .flatMap(call -> call.getJsonObject("params").getJsonArray("operations").stream())
                .map(each -> ((JsonObject) each).getJsonObject("params"))
                .map(params -> params.getString("operation") + " "
                        + params.getJsonObject("operationParams").getString("mediaType"))
                .toList();
        server.relay().forget();
        return operations;
    }
}
