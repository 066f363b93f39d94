package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.embedded.engine.Element;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.Place;
import io.mediary.media.RecordingProfile;
import io.mediary.media.RecordingProfile.Format;
import io.mediary.media.Wiring;
import io.mediary.media.Wiring.Recorded;
import io.mediary.media.Wiring.Source;
import io.mediary.store.RealRedis;

/** What a recorder takes follows the session's wiring, wherever its media comes from, and whatever of it is gone. */
class ARecorderTakesItsPartTest {

    private static final Set<MediaKind> BOTH = Set.of(MediaKind.AUDIO, MediaKind.VIDEO);
    private static final Set<MediaKind> AUDIO = Set.of(MediaKind.AUDIO);
    private static final Wiring SENDING = new Wiring(Set.of(MediaKind.values()), new Source.None());

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    private TestPlane instance;
    private Place place;
    private Endpoint endpoint;
    private InMemoryEngine.Peer peer;
    private String recorder;

    @BeforeEach
    void start() {
        instance = server.instance("a", "request-timeout", "2s");
        place = await(instance.plane().choose(Optional.empty()));
        endpoint = open("s1", SENDING);
        peer = server.engine().peers().get(0);
        recorder = recorder();
        server.relay().forget();
    }

    @Test
    void whatTheClientSendsIsTakenFromTheProxy() {
        wire(SENDING, SENDING.with(new Recorded(recorder, false, BOTH)));
        assertThat(operations()).containsExactly("connect AUDIO", "connect VIDEO");
        assertThat(taken()).containsExactly(proxy(), proxy());

        wire(SENDING.with(new Recorded(recorder, false, BOTH)), SENDING.with(new Recorded(recorder, false, AUDIO)));
        assertThat(operations()).containsExactly("disconnect VIDEO");
        wire(SENDING.with(new Recorded(recorder, false, AUDIO)), SENDING);
        assertThat(operations()).containsExactly("disconnect AUDIO");
        assertThat(taken()).isEmpty();
    }

    @Test
    void whatTheClientReceivesFollowsItsSource() {
        Endpoint first = open("s2", SENDING);
        Endpoint second = open("s3", SENDING);
        server.relay().forget();
        Recorded received = new Recorded(recorder, true, BOTH);
        Wiring nothing = SENDING.with(received);
        wire(SENDING, nothing);
        assertThat(operations()).as("nothing comes").isEmpty();

        Wiring fromFirst = new Wiring(SENDING.toProxy(), from(first, BOTH), Optional.of(received));
        wire(nothing, fromFirst);
        assertThat(operations()).containsExactlyInAnyOrder("connect AUDIO", "connect VIDEO", "connect AUDIO",
                "connect VIDEO");
        Wiring fromSecond = new Wiring(SENDING.toProxy(), from(second, AUDIO), Optional.of(received));
        wire(fromFirst, fromSecond);
        assertThat(operations()).containsExactlyInAnyOrder("disconnect VIDEO", "disconnect VIDEO", "connect AUDIO",
                "connect AUDIO");
        assertThat(taken()).singleElement()
                .isEqualTo(peer.source(io.mediary.embedded.engine.MediaKind.AUDIO).orElseThrow());

        Wiring echo = new Wiring(SENDING.toProxy(), new Source.OwnProxy(), Optional.of(received));
        wire(fromSecond, echo);
        assertThat(taken()).containsExactly(proxy(), proxy());
        wire(echo, nothing);
        assertThat(taken()).isEmpty();
    }

    @Test
    void aSessionIsMadeWithItsRecorder() {
        Endpoint other = open("s2", SENDING.with(new Recorded(recorder, false, AUDIO)));
        assertThat(calls()).isEqualTo(1);
        assertThat(taken()).hasSize(1);
        instance.release(other);
    }

    @Test
    void whatItTakesIsRestoredInTwoRoundTrips() {
        Endpoint publisher = open("s2", SENDING);
        Wiring wanted = new Wiring(SENDING.toProxy(), from(publisher, BOTH),
                Optional.of(new Recorded(recorder, false, BOTH)));
        wire(SENDING, SENDING.with(new Recorded(recorder, false, BOTH)));
        wire(SENDING, SENDING.with(new Recorded(recorder, true, BOTH)));
        server.relay().forget();

        restore(wanted);
        assertThat(server.relay().operations()).as("what is right is not touched").containsExactly(
                "getSourceConnections", "getSourceConnections", "getSourceConnections", "getName",
                "connect AUDIO", "connect VIDEO", "setMaxVideoRecvBandwidth");
        assertThat(calls()).isEqualTo(2);
        assertThat(taken()).containsExactly(proxy(), proxy());

        restore(new Wiring(SENDING.toProxy(), new Source.None(), Optional.of(new Recorded(recorder, true, BOTH))));
        assertThat(taken()).isEmpty();
    }

    @Test
    void aRecorderThatIsGoneIsNotRestored() {
        Endpoint publisher = open("s2", SENDING);
        finish();
        restore(new Wiring(SENDING.toProxy(), from(publisher, AUDIO),
                Optional.of(new Recorded(recorder, true, BOTH))));
        assertThat(calls()).as("two looks and the change").isEqualTo(3);
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.AUDIO)).isPresent();
    }

    @Test
    void neitherIsItWithItsSource() {
        Endpoint publisher = open("s2", SENDING);
        instance.release(publisher);
        restore(new Wiring(SENDING.toProxy(), from(publisher, AUDIO),
                Optional.of(new Recorded(recorder, true, BOTH))));
        assertThat(taken()).as("the source alone is gone").isEmpty();
        finish();
        restore(new Wiring(SENDING.toProxy(), from(publisher, AUDIO),
                Optional.of(new Recorded(recorder, true, BOTH))));
        assertThat(calls()).isEqualTo(3);
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.AUDIO)).isEmpty();
    }

    @Test
    void aFormerRecorderMayBeGone() {
        Wiring recorded = SENDING.with(new Recorded(recorder, false, BOTH));
        wire(SENDING, recorded);
        finish();
        wire(recorded, new Wiring(SENDING.toProxy(), new Source.OwnProxy()));
        assertThat(calls()).as("the change, two looks, the change again").isEqualTo(4);
        assertThat(peer.source(io.mediary.embedded.engine.MediaKind.VIDEO)).contains(proxy());
    }

    @Test
    void aFormerRecorderIsCutThoughItsSourceIsGone() {
        Endpoint publisher = open("s2", SENDING);
        Wiring both = new Wiring(SENDING.toProxy(), from(publisher, AUDIO),
                Optional.of(new Recorded(recorder, false, BOTH)));
        wire(SENDING, both);
        instance.release(publisher);
        wire(both, SENDING);
        assertThat(taken()).isEmpty();
    }

    @Test
    void anotherRecorderTakesTheFormerOnesPlace() {
        Wiring recorded = SENDING.with(new Recorded(recorder, false, BOTH));
        wire(SENDING, recorded);
        String next = recorder();
        finish();
        wire(recorded, SENDING.with(new Recorded(next, false, AUDIO)));
        InMemoryEngine.Tape tape = server.engine().tapes().get(1);
        assertThat(tape.source(io.mediary.embedded.engine.MediaKind.AUDIO)).contains(proxy());
        assertThat(tape.source(io.mediary.embedded.engine.MediaKind.VIDEO)).isEmpty();
    }

    @Test
    void aWantedRecorderThatIsGoneIsToldByItsName() {
        finish();
        Wiring wanted = SENDING.with(new Recorded(recorder, false, BOTH));
        assertThatThrownBy(() -> wire(SENDING, wanted))
                .satisfies(failure -> assertThat(instance.plane().lacks(failure, recorder)).isTrue())
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.KMS_ERROR);
        assertThat(calls()).isEqualTo(1);
        assertThatThrownBy(() -> wire(SENDING.with(new Recorded(recorder, false, AUDIO)), wanted))
                .satisfies(failure -> assertThat(instance.plane().lacks(failure, recorder)).isTrue());
    }

    private Endpoint open(String session, Wiring wiring) {
        return await(instance.plane().open(place, new EndpointSpec(session, false, 0), wiring));
    }

    private String recorder() {
        return await(instance.recorders().open(place, "s1", "file:///tmp/x.webm",
                new RecordingProfile(Format.WEBM, BOTH)));
    }

    private void finish() {
        await(instance.recorders().finish(place, recorder));
        server.relay().forget();
    }

    private void wire(Wiring from, Wiring to) {
        await(instance.plane().rewire(endpoint, from, to, Optional.empty()));
    }

    private void restore(Wiring wiring) {
        await(instance.plane().restore(endpoint, wiring, 0));
    }

    private static Source from(Endpoint publisher, Set<MediaKind> kinds) {
        return new Source.Element(publisher.proxy(), kinds);
    }

    private Element proxy() {
        return peer.sinks(io.mediary.embedded.engine.MediaKind.DATA).iterator().next();
    }

    /** The sources of the recorder's audio and video, as far as it has any. */
    private List<Element> taken() {
        InMemoryEngine.Tape tape = server.engine().tapes().get(0);
        return Stream.of(io.mediary.embedded.engine.MediaKind.AUDIO, io.mediary.embedded.engine.MediaKind.VIDEO)
                .flatMap(kind -> tape.source(kind).stream()).toList();
    }

    private List<String> operations() {
        List<String> operations = server.relay().operations();
        server.relay().forget();
        return operations;
    }

    private int calls() {
        int calls = server.relay().calls().size();
        server.relay().forget();
        return calls;
    }
}
