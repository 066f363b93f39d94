package io.mediary.recording;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import io.mediary.recording.store.RecordingStore;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.smallrye.mutiny.Uni;

/** Brings recordings to their end: completes them, finds those that nobody writes any more, deletes them. Thread-safe. */
@ApplicationScoped
public class RecordingEnding {

    private final RecordingChanges changes;
    private final RecordingStore store;
    private final Instance<Recorded> sessions;

    RecordingEnding(RecordingChanges changes, RecordingStore store, Instance<Recorded> sessions) {
        this.changes = changes;
        this.store = store;
        this.sessions = sessions;
    }

    /** A message: its session is not recorded any more. */
    Uni<Void> end(String id, boolean cut, long at) {
        return changes.change(id, recording -> recording.isRunning() && at >= recording.startedAt()
                ? recording.ending(cut, at)
                : recording)
                .chain(() -> finish(id));
    }

    /** Puts the file of one that has ended where it is kept, and says so; without a lease, for it may take long. */
    Uni<Void> finish(String id) {
        return changes.find(id).flatMap(found -> found.filter(Recording::ending)
                .map(recording -> store.finish(recording.name())
                        .call(size -> size.orElse(0L) == 0
                                ? store.delete(recording.name())
                                : Uni.createFrom().voidItem())
                        .flatMap(size -> changes.change(id, it -> it.ending() && it.startedAt() == recording.startedAt()
                                ? it.over(size.orElse(0L))
                                : it)))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Looks whether its session still writes it; one that nobody is found twice to write has come to its end. */
    Uni<Void> check(String id, boolean again) {
        return changes.find(id).flatMap(found -> found.filter(Recording::isRunning)
                .map(recording -> sessions.get().isRecorded(recording.sessionId(), id).flatMap(recorded -> {
                    if (recorded) {
                        return changes.change(id, UnaryOperator.identity());
                    }
                    return again ? end(id, true, System.currentTimeMillis()) : doubt(id);
                }))
                .orElseGet(() -> finish(id)));
    }

    private Uni<Void> doubt(String id) {
        Change later = Change.builder().deadline(new Deadline(RecordingChanges.DOUBT, RecordingChanges.BETWEEN_CHECKS))
                .build();
        return changes.held(id, recording -> Uni.createFrom().item(Optional.of(later))).replaceWithVoid();
    }

    /** Deletes one that has been kept long enough. */
    Uni<Void> expire(String id) {
        return delete(id, Recording::isOver).replaceWithVoid();
    }

    /** The file goes first: a record without a file leads to the rest, a file without a record to nothing. */
    Uni<Boolean> delete(String id, Predicate<Recording> allowed) {
        return changes.held(id, recording -> allowed.test(recording)
                ? store.delete(recording.name()).map(done -> Optional.of(deleted(recording)))
                : Uni.createFrom().item(Optional.empty()));
    }

    /** Delivered: who deletes one may make another at once. */
    private static Change deleted(Recording recording) {
        Change.Builder change = Change.builder().end().delivered();
        return recording.isOver() && recording.size() > 0
                ? change.message(RecordingChanges.counted(recording, RecordingChanges.GONE)).build()
                : change.build();
    }
}
