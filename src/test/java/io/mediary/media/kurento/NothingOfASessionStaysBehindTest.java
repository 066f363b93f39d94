package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.embedded.InMemoryEngine;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.Place;
import io.mediary.media.RecordingProfile;
import io.mediary.media.RecordingProfile.Format;
import io.mediary.store.RealRedis;
/**
 * A session's endpoint and proxy, its player, and its recorder: released together, or found by what they carry.
 */
import io.smallrye.mutiny.subscription.Cancellable;

class NothingOfASessionStaysBehindTest {

    private static final RecordingProfile PROFILE = new RecordingProfile(Format.WEBM,
            Set.of(MediaKind.AUDIO, MediaKind.VIDEO));

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    private TestPlane instance;
    private Place place;
    private Endpoint endpoint;
    private String player;
    private String recorder;

    @BeforeEach
    void start() {
        instance = server.instance("a", "request-timeout", "2s");
        endpoint = instance.echo("s1", InMemoryEngine.SDP).endpoint();
        place = endpoint.place();
        player = await(instance.players().open(place, "s1", "file:///tmp/x.webm"));
        recorder = await(instance.recorders().open(place, "s1", "file:///tmp/y.webm", PROFILE));
        await(instance.recorders().record(place, recorder));
        assertThat(server.server().openObjects()).isEqualTo(5);
        server.relay().forget();
    }

    @Test
    void recordersAreCompletedBeforeAnythingGoes() {
        releaseAll();
        assertThat(server.relay().calls()).hasSize(1);
        assertThat(server.relay().operations()).containsExactly("stopAndWait", "release", "release", "release",
                "release");
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(instance.nodes().node(place.node()).orElseThrow().load()).isZero();
        releaseAll();
        assertThat(server.relay().calls()).as("a recorder that is gone cannot be asked to stop").hasSize(3);
    }

    @Test
    void aFileThatCannotBeCompletedKeepsNothing() {
        server.engine().tapes().get(0).jam();
        assertThatThrownBy(this::releaseAll).hasMessageContaining("not complete")
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.KMS_ERROR);
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(instance.nodes().node(place.node()).orElseThrow().load()).isZero();
        releaseAll();
    }

    @Test
    void aLookThatIsBrokenOffKeepsNothingAliveEither() {
        CompletableFuture<Void> listed = new CompletableFuture<>();
        server.relay().swallowAnswers(answer -> {
            boolean listing = answer.encode().contains("_kurento.PassThrough");
            if (listing) {
                listed.complete(null);
            }
            return listing;
        });
        Cancellable look = instance.plane().releaseAll(place, "s1", Set.of()).subscribe().with(done -> {
        });
        assertThat(listed).succeedsWithin(Duration.ofSeconds(10));
        look.cancel();
        await().untilAsserted(() -> assertThat(server.relay().calls())
                .extracting(call -> call.getString("method")).contains("closeSession"));
    }

    @Test
    void nothingIsReleasedInNoRoundTrip() {
        await(instance.plane().release(place, List.of()));
        assertThat(server.relay().calls()).isEmpty();
    }

    @Test
    void whatIsExceptedStays() {
        await(instance.plane().releaseAll(place, "s1", Set.of(endpoint.endpoint(), endpoint.proxy(), player)));
        assertThat(server.server().openObjects()).isEqualTo(4);
        assertThat(await(instance.players().position(place, player))).isZero();
        assertThatThrownBy(() -> await(instance.recorders().pause(place, recorder)))
                .satisfies(failure -> assertThat(instance.plane().lacks(failure, recorder)).isTrue());
        await(instance.plane().releaseAll(place, "s1", Set.of()));
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(instance.nodes().node(place.node()).orElseThrow().load()).isZero();
    }

    @Test
    void aPlayerOrRecorderOfWhichNobodyHeardIsFoundAndNothingElse() {
        server.relay().swallowAnswers(answer -> answer.toString().contains("kurento.PlayerEndpoint"));
        assertThatThrownBy(() -> await(instance.players().open(place, "s1", "file:///tmp/z.webm")))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.TIMEOUT);
        server.relay().swallowAnswers(answer -> answer.toString().contains("kurento.RecorderEndpoint"));
        assertThatThrownBy(() -> await(instance.recorders().open(place, "s1", "file:///tmp/z.webm", PROFILE)))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.TIMEOUT);
        server.relay().swallowAnswers(answer -> false);
        await().untilAsserted(() -> assertThat(server.server().openObjects()).isEqualTo(5));
        assertThat(await(instance.players().position(place, player))).isZero();
        await(instance.recorders().pause(place, recorder));
    }

    @Test
    void anotherInstanceCanDoItToo() {
        TestPlane other = server.instance("b");
        await(other.plane().choose(Optional.empty()));
        String theirs = await(other.players().open(place, "s1", "file:///tmp/z.webm"));
        await(other.players().play(place, player));
        await(instance.players().play(place, theirs));
        await(other.recorders().finish(place, recorder));
        await(instance.plane().release(place, List.of(endpoint.proxy(), endpoint.endpoint(), player, theirs)));
        assertThat(server.server().openObjects()).isEqualTo(1);
    }

    @Test
    void anElementOfAnotherKindIsNotAsked() {
        for (String no : List.of(recorder, endpoint.proxy(), "nonsense")) {
            assertThatThrownBy(() -> await(instance.players().play(place, no))).isInstanceOf(Failure.class);
        }
        assertThatThrownBy(() -> await(instance.recorders().record(place, player))).isInstanceOf(Failure.class);
        assertThat(server.relay().calls()).isEmpty();
    }

    private void releaseAll() {
        await(instance.plane().release(place, List.of(endpoint.proxy(), endpoint.endpoint(), player, recorder)));
    }
}
