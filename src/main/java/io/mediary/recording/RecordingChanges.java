package io.mediary.recording;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.RecordingsConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Message;
import io.mediary.store.Records;
import io.mediary.store.StaleLeaseException;
import io.mediary.store.Uncut;
import io.smallrye.mutiny.Uni;

/** Reads recordings, and changes them under their leases: with each change goes what is due next. Thread-safe. */
@ApplicationScoped
public class RecordingChanges {

    /** Deadline: look whether the session still records. */
    static final String CHECK = "check";
    /** Deadline: look once more, now that nobody was found to record it. */
    static final String DOUBT = "doubt";
    /** Deadline far off, so that the record outlives any pause of the instances: look what is to be done. */
    static final String LATE = "late";
    /** Deadline: put the file where it is kept. */
    static final String FINISH = "finish";
    /** Deadline: it has been kept long enough. */
    static final String EXPIRE = "expire";

    /** Message to itself: it is over, and its file takes room. */
    static final String KEPT = "kept";
    /** Message to itself: it was deleted with its file. */
    static final String GONE = "gone";

    static final Duration BETWEEN_CHECKS = Duration.ofSeconds(15);
    /** Another instance tries again after that, should this one die while it moves the file. */
    private static final Duration FINISHING = Duration.ofMinutes(1);
    static final Duration BACKSTOP = Duration.ofDays(30);

    private final Records records;
    private final RecordingDocument document;
    private final RecordingInfo info;
    private final RecordingsConfig config;

    RecordingChanges(Records records, RecordingDocument document, RecordingInfo info, RecordingsConfig config) {
        this.records = records;
        this.document = document;
        this.info = info;
        this.config = config;
    }

    /** A recording; empty where there is none. */
    Uni<Optional<Recording>> find(String id) {
        return records.read(Kind.RECORDING, id)
                .map(found -> found.filter(stored -> !stored.ended()).map(stored -> document.read(stored.doc())));
    }

    /** A change that needs the record alone. Who is running is looked after again, who is over is kept as long as is said. */
    Uni<Void> change(String id, UnaryOperator<Recording> step) {
        return held(id, recording -> {
            Recording next = step.apply(recording);
            Change.Builder change = Change.builder();
            if (next.isRunning()) {
                change.cancel(DOUBT).deadline(new Deadline(CHECK, BETWEEN_CHECKS))
                        .deadline(new Deadline(LATE, BACKSTOP));
            } else if (next.ending()) {
                change.cancel(CHECK).cancel(DOUBT).deadline(new Deadline(FINISH, FINISHING))
                        .deadline(new Deadline(LATE, BACKSTOP));
            }
            if (!next.equals(recording)) {
                change.doc(document.write(next));
            }
            if (next.isOver() && !recording.isOver()) {
                change.cancel(CHECK).cancel(DOUBT).cancel(FINISH).cancel(LATE).event(info.over(next));
                if (next.size() > 0) {
                    change.message(counted(next, KEPT));
                }
                config.keep().ifPresent(keep -> change.deadline(new Deadline(EXPIRE, keep))
                        .deadline(new Deadline(LATE, keep.plus(BACKSTOP))));
            }
            return Uni.createFrom().item(Optional.of(change.build()));
        }).replaceWithVoid();
    }

    /** What tells {@link RecordingRetention} of one that is over. */
    static Message counted(Recording recording, String name) {
        return new Message(Kind.RECORDING, recording.recordingId(), name, KeptSizes.Entry.of(recording).rest());
    }

    /** Whether there was such a recording. A change that began runs to its end though the caller gives up. */
    Uni<Boolean> held(String id, Function<Recording, Uni<Optional<Change>>> step) {
        return Uncut.of(() -> records.acquire(Kind.RECORDING, id).flatMap(taken -> taken
                .map(lease -> applied(lease, step).map(done -> true))
                .orElseGet(() -> Uni.createFrom().item(false))));
    }

    private Uni<Void> applied(Lease lease, Function<Recording, Uni<Optional<Change>>> step) {
        return Uni.createFrom().deferred(() -> step.apply(document.read(lease.doc())))
                .onFailure().call(() -> records.release(lease).onFailure().recoverWithNull())
                .flatMap(change -> change.isPresent()
                        ? records.commit(lease, change.get()).replaceWithVoid()
                        : records.release(lease))
                .onFailure(StaleLeaseException.class).transform(lost -> Failure.of(ErrorCode.UNAVAILABLE));
    }
}
