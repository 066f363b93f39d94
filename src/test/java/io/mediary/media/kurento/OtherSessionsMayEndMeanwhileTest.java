package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.Wiring;
import io.mediary.media.Wiring.Source;
import io.mediary.store.RealRedis;

/** A session takes media from another one's proxy, which its own session releases whenever it likes. */
class OtherSessionsMayEndMeanwhileTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    private TestPlane instance;
    private Endpoint listener;
    private Endpoint publisher;
    private InMemoryEngine.Peer peer;

    @BeforeEach
    void listen() {
        instance = server.instance("a", "request-timeout", "2s");
        listener = instance.echo("listener", InMemoryEngine.SDP).endpoint();
        peer = server.engine().peers().get(0);
        publisher = instance.echo("publisher", InMemoryEngine.SDP).endpoint();
        await(instance.plane().rewire(listener, TestPlane.ECHO, from(publisher), Optional.empty()));
    }

    @Test
    void theFormerSourceIsGoneAndAnotherIsWanted() {
        Endpoint next = instance.echo("next", InMemoryEngine.SDP).endpoint();
        release(publisher);
        await(instance.plane().rewire(listener, from(publisher),
                onlyAudio(next), Optional.of(200)));
        assertThat(server.relay().calls()).as("the change, a look, the change again").hasSize(3);
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.AUDIO)).isPresent();
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.VIDEO)).isEmpty();
        assertThat(peer.videoLimit()).isEqualTo(200);
    }

    @Test
    void theFormerSourceIsGoneAndNothingIsWanted() {
        release(publisher);
        await(instance.plane().rewire(listener, from(publisher), Wiring.PARKED, Optional.empty()));
        assertThat(server.relay().calls()).as("the change, a look, nothing left to do").hasSize(2);
        nothingComes();
    }

    @Test
    void theFormerSourceIsGoneAndDisplacedAltogether() {
        release(publisher);
        await(instance.plane().rewire(listener, from(publisher), TestPlane.ECHO, Optional.empty()));
        assertThat(server.relay().calls()).as("nobody names what is gone").hasSize(1);
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.DATA)).isPresent();
        assertThat(peer.sinks(io.mediary.embedded.engine.MediaKind.AUDIO)).hasSize(1);
    }

    @Test
    void theWantedSourceIsGone() {
        Endpoint gone = instance.echo("gone", InMemoryEngine.SDP).endpoint();
        release(gone);
        assertThatThrownBy(
                () -> await(instance.plane().rewire(listener, Wiring.PARKED, from(gone), Optional.empty())))
                .hasMessageContaining("40101").extracting(failure -> ((Failure) failure).code())
                .isEqualTo(ErrorCode.KMS_ERROR);
        assertThat(server.relay().calls()).hasSize(1);
    }

    @Test
    void bothAreGone() {
        Endpoint gone = instance.echo("gone", InMemoryEngine.SDP).endpoint();
        instance.release(gone);
        release(publisher);
        assertThatThrownBy(
                () -> await(instance.plane().rewire(listener, from(publisher), from(gone), Optional.empty())))
                .hasMessageContaining("40101");
        assertThat(server.relay().calls()).as("the change and a look").hasSize(2);
        nothingComes();
    }

    @Test
    void aSourceThatIsGoneIsNotRestored() {
        release(publisher);
        await(instance.plane().restore(listener,
                new Wiring(Set.of(MediaKind.AUDIO), from(publisher).source()), 100));
        assertThat(server.relay().calls()).as("a look and the change").hasSize(2);
        nothingComes();
        assertThat(peer.sinks(io.mediary.embedded.engine.MediaKind.AUDIO)).hasSize(1);
        assertThat(peer.videoLimit()).isEqualTo(100);
    }

    @Test
    void aSourceThatIsThereIsRestored() {
        await(instance.plane().rewire(listener, from(publisher), Wiring.PARKED, Optional.empty()));
        server.relay().forget();
        await(instance.plane().restore(listener, from(publisher), 0));
        assertThat(server.relay().calls()).hasSize(2);
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.VIDEO)).isPresent();
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.DATA)).isEmpty();
    }

    @Test
    void withoutItsOwnElementsASessionCannotBeRestored() {
        release(listener);
        assertThatThrownBy(() -> await(instance.plane().restore(listener, from(publisher), 0)))
                .hasMessageContaining("40101").extracting(failure -> ((Failure) failure).code())
                .isEqualTo(ErrorCode.KMS_ERROR);
        assertThatThrownBy(() -> await(
                instance.plane().rewire(listener, from(publisher), Wiring.PARKED, Optional.empty())))
                .hasMessageContaining("40101");
    }

    @Test
    void aSourceThatGoesBetweenTheLookAndTheChangeIsNotCut() {
        betweenLookAndChange(publisher);
        await(instance.plane().restore(listener, Wiring.PARKED, 0));
        assertThat(server.relay().calls()).as("a look, a change in vain, both again").hasSize(4);
        nothingComes();
    }

    @Test
    void aWantedSourceThatGoesBetweenTheLookAndTheChangeIsNotRestored() {
        Endpoint next = instance.echo("next", InMemoryEngine.SDP).endpoint();
        betweenLookAndChange(next);
        await(instance.plane().restore(listener, from(next), 0));
        assertThat(server.relay().calls()).hasSize(4);
        nothingComes();
    }

    @Test
    void aWantedSourceThatGoesWhenTheFormerOneIsGoneIsToldAsGone() {
        Endpoint next = instance.echo("next", InMemoryEngine.SDP).endpoint();
        release(publisher);
        betweenLookAndChange(next);
        assertThatThrownBy(
                () -> await(instance.plane().rewire(listener, from(publisher), onlyAudio(next), Optional.empty())))
                .hasMessageContaining("40101");
        nothingComes();
    }

    /** The session that the next look tells of ends while the look's answer is on its way. */
    private void betweenLookAndChange(Endpoint endpoint) {
        server.relay().forget();
        server.relay().hold(endpoint.proxy(), () -> RawRelease.of(server.server().url(), endpoint.proxy()));
    }

    private void release(Endpoint endpoint) {
        instance.release(endpoint);
        server.relay().forget();
    }

    private void nothingComes() {
        for (io.mediary.embedded.engine.MediaKind kind : io.mediary.embedded.engine.MediaKind.values()) {
            assertThat(peer.source(kind)).isEmpty();
        }
    }

    private static Wiring onlyAudio(Endpoint source) {
        return new Wiring(Set.of(), new Source.Element(source.proxy(), Set.of(MediaKind.AUDIO)));
    }

    private static Wiring from(Endpoint source) {
        return new Wiring(Set.of(),
                new Source.Element(source.proxy(), Set.of(MediaKind.AUDIO, MediaKind.VIDEO)));
    }
}
