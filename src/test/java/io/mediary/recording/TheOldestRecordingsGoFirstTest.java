package io.mediary.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.config.RecordingsConfig;
import io.mediary.function.Caller;
import io.mediary.media.MediaKind;
import io.mediary.media.RecordingProfile;
import io.mediary.store.Due;
import io.mediary.store.Kind;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** What {@code mediary.recordings.keep-size} says of more recordings than there is room for. */
@QuarkusTest
@TestProfile(TheOldestRecordingsGoFirstTest.RoomForTwo.class)
class TheOldestRecordingsGoFirstTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Caller ADMINISTRATOR = new Caller(true, "", true, Optional.empty(), Optional.empty());
    private static final int SIZE = 1_000;

    public static class RoomForTwo implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                return Map.of("mediary.recordings.keep-size", "2500", "mediary.recordings.directory",
                        Files.createTempDirectory("mediary-room-for-two").toString());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Inject
    Recordings recordings;

    @Inject
    RecordingDue due;

    @Inject
    RecordingsConfig config;

    @Test
    void whatDoesNotFitAnyMoreIsDeletedWithItsFileAndWhatIsUnderWayStays() throws IOException {
        String running = begun("running");
        String first = complete("first");
        String second = complete("second");
        assertThat(ids()).containsExactly(running, first, second);

        String third = complete("third");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ids()).containsExactly(running, second, third));
        assertThat(file("first")).doesNotExist();
        assertThat(file("second")).exists();

        String fourth = complete("fourth");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ids()).containsExactly(running, third, fourth));
        assertThat(file("second")).doesNotExist();
    }

    private String begun(String name) throws IOException {
        NewRecording recording = new NewRecording("session", "ann", name + ".webm",
                new RecordingProfile(RecordingProfile.Format.WEBM, Set.of(MediaKind.AUDIO)));
        recordings.begin(recording).await().atMost(PATIENCE);
        Files.write(file(name), new byte[SIZE]);
        return recording.recordingId();
    }

    private String complete(String name) throws IOException {
        String id = begun(name);
        due.due(new Due(Kind.RECORDING.key(), id, Recordings.STOPPED, Long.toString(System.currentTimeMillis())))
                .await().atMost(PATIENCE);
        return id;
    }

    private Path file(String name) {
        return Path.of(config.directory(), name + ".webm");
    }

    private List<String> ids() {
        return recordings.list(Optional.empty(), ADMINISTRATOR).await().atMost(PATIENCE).stream()
                .map(Recording::recordingId).toList();
    }
}
