package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;
import io.smallrye.mutiny.Uni;

class NamesAreClaimedTest extends RecordingScene {

    @Test
    void aNameIsClaimedFromTheBeginningOfARecordingToItsDestruction() {
        String id = begin("a.webm");
        assertTaken("a.webm");
        files.sizes.put("a.webm", 7L);
        told(id, "stopped", recording(id).startedAt() + 5);
        assertTaken("a.webm");
        await(recordings.destroy(id, ANN));
        assertThat(begin("a.webm")).isEqualTo(id);
        assertThat(state(id)).isEqualTo("recording");
    }

    @Test
    void whoeverIsRefusedLeavesNothingInTheListOfOthersOrTheirOwn() {
        begin("a.webm", "s", "ann");
        assertFails(ErrorCode.INVALID_VALUE, recordings.begin(new NewRecording("t", "ben", "a.webm", WEBM)));
        assertFails(ErrorCode.INVALID_VALUE, recordings.begin(new NewRecording("t", "ann", "a.webm", WEBM)));
        assertThat(listed(Optional.empty(), BEN)).isEmpty();
        assertThat(listed(Optional.empty(), ANN)).containsExactly("a.webm");
    }

    @Test
    void aFileThatIsThereWithoutARecordingIsNotWrittenOver() {
        files.sizes.put("a.webm", 7L);
        assertTaken("a.webm");
        assertThat(files.sizes).containsEntry("a.webm", 7L);
    }

    @Test
    void ofManyThatWantANameOneGetsIt() {
        List<Uni<Boolean>> all = IntStream.range(0, 20)
                .mapToObj(i -> recordings.begin(new NewRecording("s" + i, "ann", "a.webm", WEBM))
                        .map(done -> true).onFailure().recoverWithItem(false))
                .toList();
        assertThat(await(Uni.join().all(all).andFailFast())).containsOnlyOnce(true);
    }

    @Test
    void aBeginningThatFailsLaterFreesTheName() {
        String id = begin("a.webm");
        files.sizes.put("a.webm", 0L);
        await(recordings.broken(id, "the media server refuses"));
        assertThat(await(recordings.find(id))).isEmpty();
        assertThat(files.sizes).isEmpty();
        assertThat(types(id)).isEmpty();
        assertThat(listed(Optional.empty(), ANN)).isEmpty();
        begin("a.webm");
    }

    @Test
    void oneThatIsOverIsNotBroken() {
        String id = stopped("a.webm", 7);
        await(recordings.broken(id, "too late"));
        assertThat(state(id)).isEqualTo("stopped");
        assertThat(files.sizes).containsKey("a.webm");
    }

    @Test
    void whatIsSaidOfAFormerRecordingOfThisNameDoesNotEndIt() {
        String id = stopped("a.webm", 7);
        await(recordings.destroy(id, ANN));
        begin("a.webm");
        told(id, "stopped", recording(id).startedAt() - 1);
        told(id, "lost", recording(id).startedAt() - 1);
        told(id, "paused", recording(id).startedAt() - 1);
        assertThat(state(id)).isEqualTo("recording");
        assertThat(recording(id).isRunning()).isTrue();
    }

    @Test
    void theUriIsThatOfTheFileOnTheMediaServer() {
        assertThat(recordings.uri("b/a c.webm")).isEqualTo("file:///var/recordings/b/a%20c.webm");
    }

    private void assertTaken(String name) {
        assertFails(ErrorCode.INVALID_VALUE, recordings.begin(new NewRecording("t", "ann", name, WEBM)));
    }
}
