package io.mediary.recording;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

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
    private static final Logger LOG = Logger.getLogger(Recordings.class);
    /** Longer than a session takes from a recording's record to its own commit. */
    private static final Duration BEGINNING = Duration.ofSeconds(60);
    private static final int AT_A_TIME = 16;

    private final Records records;
    private final RecordingStore store;
    private final RecordingDocument document;
    private final RecordingChanges changes;
    private final RecordingEnding ending;
    private final RecordingDirectories directories;
    private final RecordingsConfig config;

    Recordings(Records records, RecordingStore store, RecordingDocument document, RecordingChanges changes,
            RecordingEnding ending, RecordingDirectories directories, RecordingsConfig config) {
        this.records = records;
        this.store = store;
        this.document = document;
        this.changes = changes;
        this.ending = ending;
        this.directories = directories;
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
     * @return fails with {@code invalid_value} where there is a file of this name, with {@code too_many_requests} where the
     *         user has as many recordings as is allowed
     */
    public Uni<Void> begin(NewRecording wanted) {
        Recording recording = Recording.begun(wanted, System.currentTimeMillis());
        NewRecord record = new NewRecord(Kind.RECORDING, recording.recordingId(), recording.userId(),
                document.write(recording), Optional.empty(), Optional.empty(), List.of());
        Change complete = Change.builder().created().deadline(new Deadline(RecordingChanges.CHECK, BEGINNING))
                .deadline(new Deadline(RecordingChanges.LATE, RecordingChanges.BACKSTOP)).build();
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
                .chain(() -> directories.make(wanted.name()));
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
        return changes.change(id,
                recording -> recording.isRunning() ? recording.writing(at.toEpochMilli()) : recording);
    }

    /** The media server's word: nothing is written any more. */
    public Uni<Void> halted(String id, Instant at) {
        return changes.change(id, recording -> recording.isRunning() && recording.isSince(at.toEpochMilli())
                ? recording.halted(at.toEpochMilli())
                : recording);
    }

    /** A recording that was begun could not be made: its name is free again. */
    public Uni<Void> broken(String id, String why) {
        LOG.infof("recording %s cannot be made: %s", id, why);
        return ending.delete(id, Recording::isRunning).replaceWithVoid();
    }

    /** A message: its session is paused, or goes on. */
    Uni<Void> told(String id, State state, long at) {
        return changes.change(id, recording -> {
            if (!recording.isRunning() || at < recording.changedAt()) {
                return recording;
            }
            Recording told = recording.told(state, at);
            return state == State.PAUSED && told.isSince(at) ? told.halted(at) : told;
        });
    }

    /**
     * A recording that a caller may have.
     *
     * @return fails with {@code recording_not_found}, {@code unauthorized}
     */
    public Uni<Recording> get(String id, Caller caller) {
        return changes.find(id).map(found -> {
            Recording recording = found.orElseThrow(() -> Failure.of(ErrorCode.RECORDING_NOT_FOUND));
            if (!caller.mayActOn(recording.userId())) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return recording;
        });
    }

    /** A recording; empty where there is none. */
    public Uni<Optional<Recording>> find(String id) {
        return changes.find(id);
    }

    /** Ids of a caller's recordings; an administrator sees all. */
    Uni<List<String>> ids(Caller caller) {
        return caller.administrator()
                ? records.all(Kind.RECORDING)
                : records.ofUser(Kind.RECORDING, caller.user());
    }

    /** A caller's recordings, of one session or of all, the oldest first; an administrator sees all. */
    Uni<List<Recording>> list(Optional<String> sessionId, Caller caller) {
        return ids(caller).onItem().transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem().transformToUni(changes::find).merge(AT_A_TIME)
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
        return get(id, caller).flatMap(recording -> ending.delete(id, it -> {
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
}
