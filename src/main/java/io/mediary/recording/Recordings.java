package io.mediary.recording;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import org.jboss.logging.Logger;

import io.mediary.config.RecordingsConfig;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.RecordingProfile;
import io.mediary.recording.Recording.State;
import io.mediary.recording.store.RecordingStore;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Message;
import io.mediary.store.NewRecord;
import io.mediary.store.Records;
import io.mediary.store.StaleLeaseException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The recordings: makes, follows, finishes and deletes them. What sessions do to them comes as messages, committed with the session's
 * own record; a word that comes late or twice changes nothing. Each method fails with {@code unavailable} where Redis is away.
 * Thread-safe.
 */
@ApplicationScoped
public class Recordings {

    /** Message of a session: it leaves out what comes from now on. */
    static final String PAUSED = "paused";
    /** Message of a session: it goes on. */
    static final String RESUMED = "resumed";
    /** Message of a session: the media server has completed the file. */
    static final String STOPPED = "stopped";
    /** Message of a session: the media server could not complete the file. */
    static final String LOST = "lost";
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

    private static final Logger LOG = Logger.getLogger(Recordings.class);
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(15);
    /** Longer than a session takes from a recording's record to its own commit. */
    private static final Duration BEGINNING = Duration.ofSeconds(60);
    /** Another instance tries again after that, should this one die while it moves the file. */
    private static final Duration FINISHING = Duration.ofMinutes(1);
    private static final Duration BACKSTOP = Duration.ofDays(30);
    private static final int AT_A_TIME = 16;

    private final Records records;
    private final RecordingStore store;
    private final RecordingDocument document;
    private final RecordingInfo info;
    private final Instance<Recorded> sessions;
    private final RecordingsConfig config;

    Recordings(Records records, RecordingStore store, RecordingDocument document, RecordingInfo info,
            Instance<Recorded> sessions, RecordingsConfig config) {
        this.records = records;
        this.store = store;
        this.document = document;
        this.info = info;
        this.sessions = sessions;
        this.config = config;
    }

    /**
     * The name of a file that a caller asks for.
     *
     * @param uri a name, or {@code file:} inside the directory
     * @return relative, with the format's extension; fails with {@code unauthorized}, as {@link RecordingName} says
     */
    public Uni<String> named(String uri, RecordingProfile.Format format) {
        Path directory = directory();
        return Uni.createFrom()
                .item(() -> RecordingName.of(uri, directory, config.mount().map(Path::of).orElse(directory), format))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Where the media server writes a file: a {@code file:} uri. */
    public String uri(String name) {
        try {
            return new URI("file", "", directory().resolve(name).toString(), null).toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("not a path of a file: " + name, impossible);
        }
    }

    private Path directory() {
        return Path.of(config.directory()).toAbsolutePath().normalize();
    }

    /**
     * Makes the record of a recording that its session is about to write.
     *
     * @return fails with {@code invalid_value} where there is a file of this name
     */
    public Uni<Void> begin(NewRecording wanted) {
        Recording recording = Recording.begun(wanted, System.currentTimeMillis());
        NewRecord record = new NewRecord(Kind.RECORDING, recording.recordingId(), recording.userId(),
                document.write(recording), Optional.empty(), Optional.empty(), List.of());
        Change complete = Change.builder().created().deadline(new Deadline(CHECK, BEGINNING))
                .deadline(new Deadline(LATE, BACKSTOP)).build();
        return store.size(wanted.name())
                .invoke(there -> {
                    if (there.isPresent()) {
                        throw isTaken(wanted);
                    }
                })
                .chain(() -> records.create(record))
                .onFailure(Recordings::isThere)
                .transform(there -> isTaken(wanted))
                .flatMap(lease -> records.commit(lease, complete))
                .onFailure(StaleLeaseException.class)
                .transform(lost -> Failure.of(ErrorCode.UNAVAILABLE))
                .replaceWithVoid();
    }

    private static boolean isThere(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.DUPLICATED_SESSION_ID;
    }

    private static Failure isTaken(NewRecording wanted) {
        return Failure.of(ErrorCode.INVALID_VALUE, "uri: there is a recording " + wanted.name() + " already");
    }

    /** A session leaves out what comes from now on. */
    public Message paused(String id) {
        return message(id, PAUSED);
    }

    /** A session goes on. */
    public Message resumed(String id) {
        return message(id, RESUMED);
    }

    /** A session is not recorded any more, and the media server has completed the file. */
    public Message stopped(String id) {
        return message(id, STOPPED);
    }

    /** A session is not recorded any more, and the file has no end. */
    public Message lost(String id) {
        return message(id, LOST);
    }

    private static Message message(String id, String name) {
        return new Message(Kind.RECORDING, id, name, Long.toString(System.currentTimeMillis()));
    }

    /** The media server's word: media has arrived and is written. */
    public Uni<Void> writing(String id, Instant at) {
        return change(id, recording -> recording.isRunning() ? recording.writing(at.toEpochMilli()) : recording);
    }

    /** The media server's word: nothing is written any more. */
    public Uni<Void> halted(String id, Instant at) {
        return change(id, recording -> recording.isRunning() && recording.isSince(at.toEpochMilli())
                ? recording.halted(at.toEpochMilli())
                : recording);
    }

    /** A recording that was begun could not be made: its name is free again. */
    public Uni<Void> broken(String id, String why) {
        LOG.infof("recording %s cannot be made: %s", id, why);
        return delete(id, Recording::isRunning).replaceWithVoid();
    }

    /** A message: its session is paused, or goes on. */
    Uni<Void> told(String id, State state, long at) {
        return change(id, recording -> {
            if (!recording.isRunning() || at < recording.changedAt()) {
                return recording;
            }
            Recording told = recording.told(state, at);
            return state == State.PAUSED && told.isSince(at) ? told.halted(at) : told;
        });
    }

    /** A message: its session is not recorded any more. */
    Uni<Void> end(String id, boolean cut, long at) {
        return change(id, recording -> recording.isRunning() && at >= recording.startedAt()
                ? recording.ending(cut, at)
                : recording)
                .chain(() -> finish(id));
    }

    /** Puts the file of one that has ended where it is kept, and says so; without a lease, for it may take long. */
    Uni<Void> finish(String id) {
        return find(id).flatMap(found -> found.filter(Recording::ending)
                .map(recording -> store.finish(recording.name())
                        .call(size -> size.orElse(0L) == 0
                                ? store.delete(recording.name())
                                : Uni.createFrom().voidItem())
                        .flatMap(size -> change(id, it -> it.ending() ? it.over(size.orElse(0L)) : it)))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Looks whether its session still writes it; one that nobody is found twice to write has come to its end. */
    Uni<Void> check(String id, boolean again) {
        return find(id).flatMap(found -> found.filter(Recording::isRunning)
                .map(recording -> sessions.get().isRecorded(recording.sessionId(), id).flatMap(recorded -> {
                    if (recorded) {
                        return change(id, UnaryOperator.identity());
                    }
                    return again ? end(id, true, System.currentTimeMillis()) : doubt(id);
                }))
                .orElseGet(() -> finish(id)));
    }

    private Uni<Void> doubt(String id) {
        Change later = Change.builder().deadline(new Deadline(DOUBT, BETWEEN_CHECKS)).build();
        return held(id, recording -> Uni.createFrom().item(Optional.of(later))).replaceWithVoid();
    }

    /** Deletes one that has been kept long enough. */
    Uni<Void> expire(String id) {
        return delete(id, Recording::isOver).replaceWithVoid();
    }

    /**
     * A recording that a caller may have.
     *
     * @return fails with {@code recording_not_found}, {@code unauthorized}
     */
    public Uni<Recording> get(String id, Caller caller) {
        return find(id).map(found -> {
            Recording recording = found.orElseThrow(() -> Failure.of(ErrorCode.RECORDING_NOT_FOUND));
            if (!caller.mayActOn(recording.userId())) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return recording;
        });
    }

    /** A recording; empty where there is none. */
    public Uni<Optional<Recording>> find(String id) {
        return records.read(Kind.RECORDING, id)
                .map(found -> found.filter(stored -> !stored.ended()).map(stored -> document.read(stored.doc())));
    }

    /** A caller's recordings, of one session or of all, the oldest first; an administrator sees all. */
    Uni<List<Recording>> list(Optional<String> sessionId, Caller caller) {
        Uni<List<String>> ids = caller.administrator()
                ? records.all(Kind.RECORDING)
                : records.ofUser(Kind.RECORDING, caller.user());
        return ids.onItem().transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem().transformToUni(this::find).merge(AT_A_TIME)
                .onItem().transformToMultiAndConcatenate(found -> Multi.createFrom().items(found.stream()))
                .filter(recording -> sessionId.isEmpty() || recording.sessionId().equals(sessionId.get()))
                .collect().asList()
                .map(all -> all.stream()
                        .sorted(Comparator.comparingLong(Recording::startedAt)
                                .thenComparing(Recording::recordingId))
                        .toList());
    }

    /**
     * Deletes a recording and its file.
     *
     * @return fails with {@code recording_not_found}, {@code unauthorized}, {@code invalid_state} while it is written
     */
    Uni<Void> destroy(String id, Caller caller) {
        return get(id, caller).flatMap(recording -> delete(id, it -> {
            if (!it.isOver()) {
                throw Failure.of(ErrorCode.INVALID_STATE);
            }
            return true;
        })).invoke(deleted -> {
            if (!deleted) {
                throw Failure.of(ErrorCode.RECORDING_NOT_FOUND);
            }
        }).replaceWithVoid();
    }

    /** The file goes first: a record without a file leads to the rest, a file without a record to nothing. */
    private Uni<Boolean> delete(String id, Predicate<Recording> allowed) {
        return held(id, recording -> allowed.test(recording)
                ? store.delete(recording.name()).map(done -> Optional.of(Change.builder().end().build()))
                : Uni.createFrom().item(Optional.empty()));
    }

    /** A change that needs the record alone. Who is running is looked after again, who is over is kept as long as is said. */
    private Uni<Void> change(String id, UnaryOperator<Recording> step) {
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
                config.keep().ifPresent(keep -> change.deadline(new Deadline(EXPIRE, keep))
                        .deadline(new Deadline(LATE, keep.plus(BACKSTOP))));
            }
            return Uni.createFrom().item(Optional.of(change.build()));
        }).replaceWithVoid();
    }

    /** Whether there was such a recording. */
    private Uni<Boolean> held(String id, Function<Recording, Uni<Optional<Change>>> step) {
        return records.acquire(Kind.RECORDING, id).flatMap(taken -> taken
                .map(lease -> applied(lease, step).map(done -> true))
                .orElseGet(() -> Uni.createFrom().item(false)));
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
