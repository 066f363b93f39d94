package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.embedded.engine.ColourFiles;
import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvent.PlayerEnded;
import io.mediary.media.MediaEvent.PlayerFailed;
import io.mediary.media.MediaEvent.RecorderChanged;
import io.mediary.media.MediaEvent.RecorderChanged.State;
import io.mediary.media.MediaEvent.RecorderFailed;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.Place;
import io.mediary.media.PlayerInfo;
import io.mediary.media.Players;
import io.mediary.media.Recorders;
import io.mediary.media.RecordingProfile;
import io.mediary.media.RecordingProfile.Format;
import io.mediary.media.Wiring;
import io.mediary.media.Wiring.Recorded;
import io.mediary.media.Wiring.Source;
import io.mediary.store.RealRedis;
import io.mediary.testing.RealTime;
import io.mediary.testing.RequiresCommand;

/** With a media server that really plays and records. */
@RealTime
@RequiresCommand("ffmpeg")
class FilesArePlayedAndRecordedTest {

    private static final Set<MediaKind> BOTH = Set.of(MediaKind.AUDIO, MediaKind.VIDEO);
    private static final Duration LONG = Duration.ofSeconds(20);

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @TempDir
    static Path directory;
    private static String file;

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS,
            () -> new LibraryMediaEngine(EngineOptions.loopback()));

    private TestPlane instance;
    private Players players;
    private Recorders recorders;
    private Place place;
    private Endpoint endpoint;

    @BeforeAll
    static void make() throws Exception {
        file = ColourFiles.webm(directory).toUri().toString();
    }

    @BeforeEach
    void start() {
        instance = server.instance("a");
        players = instance.players();
        recorders = instance.recorders();
        place = await(instance.plane().choose(Optional.empty()));
        endpoint = await(instance.plane().open(place, new EndpointSpec("s1", false, 0), Wiring.PARKED));
        server.relay().forget();
    }

    @Test
    void aFileIsPlayedToItsEndAndFromItsBeginningAgain() {
        String player = await(players.open(place, "s1", file));
        assertThat(calls()).isEqualTo(1);
        assertThat(await(players.info(place, player))).isEqualTo(new PlayerInfo(0, false, 0, 0));
        assertThat(await(players.position(place, player))).isZero();
        assertThatThrownBy(() -> await(players.seek(place, player, 1_000)))
                .extracting(failure -> ((Failure) failure).code()).isEqualTo(ErrorCode.INVALID_OPERATION);
        assertThat(calls()).isEqualTo(3);
        wire(Wiring.PARKED, playing(player));

        await(players.play(place, player));
        await().atMost(LONG).until(() -> await(players.info(place, player)).duration() > 5_000);
        PlayerInfo info = await(players.info(place, player));
        assertThat(info.isSeekable()).isTrue();
        assertThat(info.firstPosition()).isZero();
        assertThat(info.lastPosition()).isEqualTo(info.duration());
        await(players.pause(place, player));
        await(players.seek(place, player, 4_000));
        assertThat(await(players.position(place, player))).isBetween(3_500L, 4_500L);
        assertThat(told(PlayerEnded.class)).isEmpty();
        server.relay().forget();
        await(players.play(place, player));
        assertThat(calls()).isEqualTo(1);
        await().atMost(LONG).untilAsserted(
                () -> assertThat(told(PlayerEnded.class)).containsExactly(new PlayerEnded("s1", player)));

        server.relay().forget();
        await(players.startOver(place, player));
        assertThat(server.relay().operations()).containsExactly("stop", "play");
        assertThat(calls()).isEqualTo(1);
        await().atMost(LONG).until(() -> await(players.position(place, player)) > 100);
        await(players.stop(place, player));
        assertThat(await(players.position(place, player))).isZero();
        assertThat(instance.events()).as("the session's own media does not flow")
                .doesNotHaveAnyElementsOfTypes(MediaEvent.FlowChanged.class);
        assertThat(told(PlayerFailed.class)).isEmpty();
    }

    @Test
    void aFileThatIsNotThereWasNeverOpenAndIsToldOnce() {
        String player = await(players.open(place, "s1", directory.resolve("absent.webm").toUri().toString()));
        await(players.play(place, player));
        await().atMost(LONG).until(() -> !told(PlayerFailed.class).isEmpty());
        await(players.startOver(place, player));
        String sound = await(players.open(place, "s1", file));
        await(players.play(place, sound));
        await().atMost(LONG).until(() -> await(players.info(place, sound)).duration() > 5_000);
        assertThat(told(PlayerFailed.class))
                .containsExactly(new PlayerFailed("s1", player, "INVALID_URI: Invalid URI", false));
    }

    @Test
    void whatAPlayerPlaysIsRecordedAndPausesAreTold() {
        Path recording = directory.resolve("both.webm");
        String player = await(players.open(place, "s1", file));
        String recorder = await(
                recorders.open(place, "s1", recording.toUri().toString(), new RecordingProfile(Format.WEBM, BOTH)));
        assertThat(calls()).isEqualTo(2);
        wire(Wiring.PARKED, playing(player).with(new Recorded(recorder, true, BOTH)));
        server.relay().forget();
        await(recorders.record(place, recorder));
        assertThat(calls()).isEqualTo(1);
        assertThat(states(recorder)).as("no media has come").isEmpty();

        await(players.play(place, player));
        untilTold(recorder, State.RECORDING);
        await(recorders.pause(place, recorder));
        untilTold(recorder, State.RECORDING, State.PAUSED);
        await(recorders.record(place, recorder));
        untilTold(recorder, State.RECORDING, State.PAUSED, State.RECORDING);

        server.relay().forget();
        await(recorders.finish(place, recorder));
        assertThat(server.relay().operations()).containsExactly("stopAndWait", "release");
        assertThat(recording).isNotEmptyFile();
        untilTold(recorder, State.RECORDING, State.PAUSED, State.RECORDING, State.STOPPED);
        await(recorders.finish(place, recorder));
        assertThat(instance.events()).doesNotHaveAnyElementsOfTypes(MediaEvent.FlowChanged.class);
    }

    @Test
    void aFileThatCannotBeWrittenIsToldOnce() throws Exception {
        Path taken = Files.createFile(directory.resolve("no-directory"));
        String player = await(players.open(place, "s1", file));
        String recorder = await(recorders.open(place, "s1", taken.resolve("x.webm").toUri().toString(),
                new RecordingProfile(Format.WEBM, Set.of(MediaKind.AUDIO))));
        wire(Wiring.PARKED, playing(player).with(new Recorded(recorder, true, Set.of(MediaKind.AUDIO))));
        await(recorders.record(place, recorder));
        await(players.play(place, player));
        await().atMost(LONG).until(() -> !told(RecorderFailed.class).isEmpty());
        await(recorders.finish(place, recorder));
        assertThat(told(RecorderFailed.class)).singleElement()
                .satisfies(failed -> assertThat(failed.recorder()).isEqualTo(recorder));
        assertThat(states(recorder)).doesNotContain(State.RECORDING);
    }

    @Test
    void everythingGoesAtOnceAndTheRecordingIsComplete() {
        Path recording = directory.resolve("ended.webm");
        String player = await(players.open(place, "s1", file));
        String recorder = await(recorders.open(place, "s1", recording.toUri().toString(),
                new RecordingProfile(Format.WEBM, Set.of(MediaKind.VIDEO))));
        wire(Wiring.PARKED, playing(player).with(new Recorded(recorder, true, BOTH)));
        await(recorders.record(place, recorder));
        await(players.play(place, player));
        untilTold(recorder, State.RECORDING);
        server.relay().forget();
        await(instance.plane().release(place, List.of(endpoint.proxy(), endpoint.endpoint(), player, recorder)));
        assertThat(server.relay().operations()).containsExactly("stopAndWait", "release", "release", "release",
                "release");
        assertThat(calls()).isEqualTo(1);
        assertThat(server.server().openObjects()).isEqualTo(1);
        assertThat(recording).isNotEmptyFile();
    }

    private Wiring playing(String player) {
        return new Wiring(Set.of(), new Source.Element(player, BOTH));
    }

    private void wire(Wiring from, Wiring to) {
        await(instance.plane().rewire(endpoint, from, to, Optional.empty()));
    }

    private void untilTold(String recorder, State... states) {
        await().atMost(LONG).untilAsserted(() -> assertThat(states(recorder)).containsExactly(states));
    }

    private List<State> states(String recorder) {
        return told(RecorderChanged.class).stream().filter(changed -> changed.recorder().equals(recorder))
                .map(RecorderChanged::state).toList();
    }

    private <T extends MediaEvent> List<T> told(Class<T> type) {
        return instance.events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Round trips since the relay forgot; forgets them. */
    private int calls() {
        int calls = server.relay().calls().size();
        server.relay().forget();
        return calls;
    }
}
