package io.mediary.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/**
 * The records of all objects. Each method is one round trip to Redis unless it says otherwise, bounded by a timeout;
 * fails with {@code Failure} {@code unavailable} where Redis is away. Thread-safe.
 */
public interface Records {

    /**
     * Writes the owner's index entry, then makes the record under a lease: two round trips; one for a relay, which has no owner. Fails with
     * {@code too_many_requests} where the user has as many of its kind as is allowed, with {@code not_authenticated} where
     * the connection is gone or of another epoch, and as one that is there already where there is one: where this instance is
     * just making or changing that, when it is done, or with {@code timeout}.
     */
    Uni<Lease> create(NewRecord record);

    /** Reads a record; an ended one too. */
    Uni<Optional<Stored>> read(Kind kind, String id);

    /**
     * Takes the lease, waiting for another holder (in the order of arrival within this instance) at most the time of a
     * command; then {@code timeout}. A dead instance's lease is broken at once. Empty where there is no such object, or
     * it has ended.
     */
    Uni<Optional<Lease>> acquire(Kind kind, String id);

    /**
     * Writes a change and gives the lease back, unless the change keeps it. Fails with {@link StaleLeaseException} when
     * the lease was lost: nothing was written. A commit (also an empty one) says that the media server matches the record:
     * whoever comes next finds the lease clean. After a commit that failed in any way the lease is not held any more, and is found dirty if
     * nothing was written. It is carried to its end though the caller gives up. Its messages are handed to their handlers when the lease is
     * given back; it waits for them where the change wants that.
     *
     * @return the lease with the new document, still held only where the change keeps it
     */
    Uni<Lease> commit(Lease lease, Change change);

    /**
     * Gives a lease back with nothing changed; a lost one is no error. A dirty one stays dirty: it is due again
     * ({@code lease}), until somebody commits.
     */
    Uni<Void> release(Lease lease);

    /** Appends events to a live object's log without a lease; nothing happens where it has ended. */
    default Uni<Void> log(Kind kind, String id, List<LogEntry> events) {
        return log(kind, id, events, Map.of());
    }

    /**
     * As {@link #log(Kind, String, List)}, and merges into what is noted of the object's state beside its document: read with
     * {@link Stored#state()}, changed without a lease, gone with its end.
     *
     * @param state name, value; an empty value removes the name. At most 32 names are kept: more are left out
     */
    Uni<Void> log(Kind kind, String id, List<LogEntry> events, Map<String, String> state);

    /** Ids of a user's objects of a kind. */
    Uni<List<String>> ofUser(Kind kind, String user);

    /** Ids of all objects of a kind: one read for each of the 64 partitions, sent together. */
    Uni<List<String>> all(Kind kind);

    /**
     * A record that was read.
     *
     * @param user the owner
     * @param doc JSON
     * @param ended it is over, and kept only to be told of
     * @param state what {@link Records#log(Kind, String, List, Map)} has noted; empty for an ended one
     */
    record Stored(String user, String doc, boolean ended, Map<String, String> state) {
    }
}
