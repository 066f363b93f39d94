package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;
import io.mediary.store.Due;
import io.smallrye.mutiny.Uni;

class RecordingsEndOnceTest extends RecordingScene {

    @Test
    void itIsReadyOnceAndNotBeforeTheStoreHasTheFile() {
        String id = begin("a.webm");
        files.sizes.put("a.webm", 7L);
        files.fail(1);
        assertFails(ErrorCode.UNAVAILABLE,
                due.due(new Due("rec", id, "stopped", Long.toString(recording(id).startedAt() + 5))));
        assertThat(state(id)).isEqualTo("recording");
        assertThat(deadlines(id)).containsExactlyInAnyOrder("finish", "late");
        assertThat(types(id)).isEmpty();
        overdue(id, "finish");
        assertThat(state(id)).isEqualTo("stopped");
        overdue(id, "finish");
        told(id, "stopped", recording(id).startedAt() + 5);
        assertThat(types(id)).containsExactly("recording_ready");
        assertThat(events(id).get(0).path("obj_id").asText()).isEqualTo(id);
        assertThat(events(id).get(0).path("body")).isEqualTo(json(info.of(recording(id)).toString()));
    }

    @Test
    void ofManyThatFinishItOneSaysSo() {
        String id = begin("a.webm");
        files.sizes.put("a.webm", 7L);
        Due stop = new Due("rec", id, "stopped", Long.toString(recording(id).startedAt() + 5));
        List<Uni<Void>> all = IntStream.range(0, 20).mapToObj(i -> due.due(stop)).toList();
        await(Uni.join().all(all).andFailFast());
        assertThat(types(id)).containsExactly("recording_ready");
    }

    @Test
    void withoutMediaItFailsAndLeavesNoFile() {
        String none = begin("none.webm");
        told(none, "stopped", recording(none).startedAt() + 5);
        String empty = begin("empty.webm");
        files.sizes.put("empty.webm", 0L);
        told(empty, "stopped", recording(empty).startedAt() + 5);
        for (String id : new String[]{none, empty}) {
            assertThat(state(id)).isEqualTo("failed");
            assertThat(recording(id).size()).isZero();
            assertThat(types(id)).containsExactly("recording_failed");
        }
        assertThat(files.sizes).isEmpty();
    }

    @Test
    void aFileWithoutItsEndIsKeptThoughItFailed() {
        String id = begin("a.webm");
        files.sizes.put("a.webm", 7L);
        told(id, "lost", recording(id).startedAt() + 5);
        assertThat(state(id)).isEqualTo("failed");
        assertThat(recording(id).size()).isEqualTo(7);
        assertThat(files.sizes).containsKey("a.webm");
        assertThat(types(id)).containsExactly("recording_failed");
    }

    @Test
    void oneThatNobodyWritesIsGivenUpAtTheSecondLook() {
        String id = begin("a.webm");
        files.sizes.put("a.webm", 7L);
        written.clear();
        overdue(id, "check");
        assertThat(state(id)).isEqualTo("recording");
        assertThat(deadlines(id)).contains("doubt");
        overdue(id, "doubt");
        assertThat(state(id)).isEqualTo("failed");
        assertThat(types(id)).containsExactly("recording_failed");
        assertThat(deadlines(id)).isEmpty();
    }

    @Test
    void oneThatIsWrittenIsLookedAfterForAsLongAsItLasts() {
        String id = begin("a.webm");
        overdue(id, "check");
        assertThat(deadlines(id)).containsExactlyInAnyOrder("check", "late");
        written.clear();
        overdue(id, "check");
        written.add(id);
        overdue(id, "doubt");
        assertThat(state(id)).isEqualTo("recording");
        assertThat(deadlines(id)).containsExactlyInAnyOrder("check", "late");
    }

    @Test
    void aBeginningThatWasCutShortIsGivenUpToo() {
        for (String deadline : new String[]{"creating", "lease", "late"}) {
            String id = begin(deadline + ".webm");
            written.clear();
            overdue(id, deadline);
            overdue(id, "doubt");
            assertThat(state(id)).isEqualTo("failed");
        }
    }

    @Test
    void whatWasPutOffByTheStoreIsDoneWhenItIsDueAtLast() {
        String id = begin("a.webm");
        files.sizes.put("a.webm", 7L);
        files.fail(1);
        assertFails(ErrorCode.UNAVAILABLE,
                due.due(new Due("rec", id, "stopped", Long.toString(recording(id).startedAt()))));
        overdue(id, "late");
        assertThat(types(id)).containsExactly("recording_ready");
    }

    @Test
    void withoutASettingItIsKeptForEver() {
        String id = stopped("a.webm", 7);
        assertThat(deadlines(id)).isEmpty();
        assertThat(ttl(id)).isEqualTo(-1);
        assertThat(listed(Optional.empty(), ANN)).containsExactly("a.webm");
    }
}
