package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;
import io.mediary.store.Due;

class RecordingsBelongToUsersTest extends RecordingScene {

    @Test
    void aRunningOneIsNotDestroyed() {
        String id = begin("a.webm");
        files.sizes.put("a.webm", 7L);
        assertFails(ErrorCode.INVALID_STATE, recordings.destroy(id, ANN));
        told(id, "paused", recording(id).startedAt() + 1);
        assertFails(ErrorCode.INVALID_STATE, recordings.destroy(id, ANN));
        files.fail(1);
        assertFails(ErrorCode.UNAVAILABLE, due.due(new Due("rec", id, "stopped",
                Long.toString(recording(id).startedAt() + 2))));
        assertFails(ErrorCode.INVALID_STATE, recordings.destroy(id, ANN));
        assertThat(files.sizes).containsKey("a.webm");
    }

    @Test
    void aDestroyedOneIsGoneWithItsFile() {
        String id = stopped("a.webm", 7);
        await(recordings.destroy(id, ANN));
        assertThat(files.sizes).isEmpty();
        assertThat(await(recordings.find(id))).isEmpty();
        assertThat(listed(Optional.empty(), ANN)).isEmpty();
        assertThat(listed(Optional.empty(), ADMINISTRATOR)).isEmpty();
        assertFails(ErrorCode.RECORDING_NOT_FOUND, recordings.get(id, ANN));
        assertFails(ErrorCode.RECORDING_NOT_FOUND, recordings.destroy(id, ANN));
    }

    @Test
    void oneWhoseFileCannotBeDeletedStays() {
        String id = stopped("a.webm", 7);
        files.fail(1);
        assertFails(ErrorCode.UNAVAILABLE, recordings.destroy(id, ANN));
        assertThat(state(id)).isEqualTo("stopped");
        await(recordings.destroy(id, ANN));
        assertThat(files.sizes).isEmpty();
    }

    @Test
    void itsOwnerAndAdministratorsMayHaveIt() {
        String id = stopped("a.webm", 7);
        assertFails(ErrorCode.UNAUTHORIZED, recordings.get(id, BEN));
        assertFails(ErrorCode.UNAUTHORIZED, recordings.destroy(id, BEN));
        assertThat(await(recordings.get(id, ANN)).recordingId()).isEqualTo(id);
        assertThat(await(recordings.get(id, ADMINISTRATOR)).recordingId()).isEqualTo(id);
        await(recordings.destroy(id, ADMINISTRATOR));
        assertThat(files.sizes).isEmpty();
    }

    @Test
    void theListHasTheOwnOnesOfOneSessionOrOfAll() {
        begin("a.webm", "s1", "ann");
        begin("b.webm", "s2", "ann");
        begin("c.webm", "s1", "ben");
        assertThat(listed(Optional.empty(), ANN)).containsExactlyInAnyOrder("a.webm", "b.webm");
        assertThat(listed(Optional.of("s1"), ANN)).containsExactly("a.webm");
        assertThat(listed(Optional.of("s3"), ANN)).isEmpty();
        assertThat(listed(Optional.empty(), BEN)).containsExactly("c.webm");
        assertThat(listed(Optional.empty(), ADMINISTRATOR)).containsExactlyInAnyOrder("a.webm", "b.webm", "c.webm");
        assertThat(listed(Optional.of("s1"), ADMINISTRATOR)).containsExactlyInAnyOrder("a.webm", "c.webm");
    }
}
