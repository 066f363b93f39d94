package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;
import io.mediary.recording.KeptSizes.Entry;
import io.mediary.store.Due;
import io.mediary.store.Keys;
import io.smallrye.mutiny.Uni;

class RecordingsAreHeldToASizeTest extends RecordingScene {

    RecordingsAreHeldToASizeTest() {
        super("keep-size", "100");
    }

    @Test
    void theOldestGoUntilTheOthersTakeNoMore() {
        over("a.webm", 40, 1);
        over("b.webm", 40, 2);
        over("c.webm", 20, 3);
        assertThat(files.deleted).isEmpty();
        assertThat(bytes()).isEqualTo(100);
        over("d.webm", 41, 4);
        assertThat(files.deleted).containsExactly("a.webm", "b.webm");
        assertThat(files.sizes).containsOnlyKeys("c.webm", "d.webm");
        assertThat(bytes()).isEqualTo(61);
        assertThat(entries()).isEqualTo(2);
    }

    @Test
    void theOldestIsTheOneThatEndedFirst() {
        over("b.webm", 60, 5);
        over("a.webm", 40, 3);
        over("c.webm", 1, 7);
        assertThat(files.deleted).containsExactly("a.webm");
    }

    @Test
    void oneThatIsLargerByItselfGoesToo() {
        over("a.webm", 50, 1);
        String id = over("b.webm", 101, 2);
        assertThat(files.sizes).isEmpty();
        assertThat(await(recordings.find(id))).isEmpty();
        assertThat(types(id)).containsExactly("recording_ready");
        assertThat(entries()).isZero();
        assertThat(bytes()).isZero();
    }

    @Test
    void runningOnesDoNotCountAndFailedOnesDoWhereTheyHaveAFile() {
        begin("running.webm");
        files.sizes.put("running.webm", 500L);
        String none = begin("none.webm");
        told(none, "stopped", recording(none).startedAt());
        assertThat(entries()).isZero();
        String cut = begin("cut.webm");
        files.sizes.put("cut.webm", 60L);
        told(cut, "lost", recording(cut).startedAt());
        assertThat(bytes()).isEqualTo(60);
        over("a.webm", 60, 5);
        assertThat(files.sizes).containsOnlyKeys("running.webm", "a.webm");
    }

    @Test
    void whatIsDestroyedMakesRoom() {
        String a = over("a.webm", 60, 1);
        await(recordings.destroy(a, ANN));
        assertThat(entries()).isZero();
        assertThat(bytes()).isZero();
        over("b.webm", 60, 2);
        over("a.webm", 40, 3);
        assertThat(files.deleted).containsExactly("a.webm");
        assertThat(files.sizes).containsOnlyKeys("a.webm", "b.webm");
    }

    @Test
    void messagesThatComeAgainCountOnce() {
        String a = over("a.webm", 60, 1);
        Entry entry = Entry.of(recording(a));
        tell(a, "kept", entry);
        assertThat(bytes()).isEqualTo(60);
        await(recordings.destroy(a, ANN));
        tell(a, "gone", entry);
        tell(a, "kept", entry);
        assertThat(entries()).isZero();
        assertThat(bytes()).isZero();
    }

    @Test
    void anEntryThatWasMadeTooLateGoesWhenItsMessageComesAgain() {
        String a = over("a.webm", 60, 1);
        Entry entry = Entry.of(recording(a));
        await(recordings.destroy(a, ANN));
        await(sizes.enter(entry, 1));
        assertThat(bytes()).isEqualTo(60);
        tell(a, "kept", entry);
        assertThat(bytes()).isZero();
    }

    @Test
    void wordsAboutAFormerRecordingOfTheNameLeaveTheLaterOneAlone() {
        String a = over("a.webm", 60, 1);
        Entry former = Entry.of(recording(a));
        await(recordings.destroy(a, ANN));
        over("a.webm", 30, 2);
        tell(a, "gone", former);
        tell(a, "kept", former);
        assertThat(bytes()).isEqualTo(30);
    }

    @Test
    void whereTheStoreIsAwayTheOldestGoesLater() {
        over("a.webm", 60, 1);
        over("b.webm", 60, 2);
        assertThat(files.deleted).containsExactly("a.webm");
        String c = begin("c.webm");
        files.sizes.put("c.webm", 60L);
        Recording over = recording(c).ending(false, recording(c).startedAt() + 300_000).over(60);
        await(changes.change(c, it -> {
            files.fail(1);
            return over;
        }));
        settle();
        assertThat(files.deleted).containsExactly("a.webm");
        assertFails(ErrorCode.UNAVAILABLE, failing(c, over));
        assertThat(bytes()).isEqualTo(120);
        tell(c, "kept", Entry.of(over));
        assertThat(files.deleted).containsExactly("a.webm", "b.webm");
        assertThat(bytes()).isEqualTo(60);
    }

    @Test
    void manyThatEndAtOnceLeaveAsMuchAsThereIsRoomFor() {
        List<Uni<Void>> all = new ArrayList<>();
        IntStream.range(0, 30).forEach(i -> {
            String id = begin(i + ".webm");
            files.sizes.put(i + ".webm", 10L);
            all.add(due.due(new Due("rec", id, "stopped", Long.toString(recording(id).startedAt() + i))));
        });
        await(Uni.join().all(all).andFailFast());
        settle();
        assertThat(files.sizes).hasSize(10);
        assertThat(bytes()).isEqualTo(100);
        assertThat(entries()).isEqualTo(10);
    }

    private Uni<Void> failing(String id, Recording over) {
        files.fail(1);
        return due.due(new Due("rec", id, "kept", Entry.of(over).rest()));
    }

    private void tell(String id, String what, Entry entry) {
        await(due.due(new Due("rec", id, what, entry.rest())));
    }

    /** One that ended so many hundreds of seconds after its beginning. */
    private String over(String name, long size, long after) {
        String id = begin(name);
        files.sizes.put(name, size);
        told(id, "stopped", recording(id).startedAt() + after * 100_000);
        return id;
    }

    private long bytes() {
        var sum = REDIS.command("GET", Keys.RECORDINGS_BYTES);
        return sum == null ? 0 : sum.toLong();
    }

    private int entries() {
        return REDIS.command("ZCARD", Keys.RECORDINGS_KEPT).toInteger();
    }
}
