package io.mediary.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaPlane;
import io.mediary.store.Change;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Leases;
import io.mediary.store.Records;
import io.mediary.store.StaleLeaseException;
import io.mediary.store.Uncut;
import io.smallrye.mutiny.Uni;

/**
 * Reads and changes session records. A change holds the session's lease from its first line to its last, and finds the
 * media server as the record says: what a former holder left half done is repaired first.
 */
@ApplicationScoped
public class Sessions {

    private final Records records;
    private final SessionDocument document;
    private final SessionRepair repair;
    private final Leases leases;
    private final MediaPlane plane;

    Sessions(Records records, SessionDocument document, SessionRepair repair, Leases leases, MediaPlane plane) {
        this.records = records;
        this.document = document;
        this.repair = repair;
        this.leases = leases;
        this.plane = plane;
    }

    /**
     * What a change wants written.
     *
     * @param change empty: nothing
     * @param result what it answers
     */
    record Step<T>(Optional<Change> change, T result) {

        static <T> Step<T> write(Change change, T result) {
            return new Step<>(Optional.of(change), result);
        }

        static <T> Step<T> nothing(T result) {
            return new Step<>(Optional.empty(), result);
        }
    }

    /**
     * Reads a session for a caller.
     *
     * @return fails with {@code session_not_found}, {@code unauthorized}
     */
    Uni<Session> get(String id, Caller caller) {
        return look(id, caller).map(Found::session);
    }

    /**
     * A session that was read.
     *
     * @param session its record
     * @param state of its media, as {@link MediaState} names it
     */
    record Found(Session session, Map<String, String> state) {
    }

    /** Reads a session and the state of its media; fails as {@link #get}. */
    Uni<Found> look(String id, Caller caller) {
        return records.read(Kind.SESSION, id).map(found -> {
            Records.Stored stored = found.filter(record -> !record.ended())
                    .orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND));
            Session session = document.read(stored.doc());
            if (!session.mayBeActedOnBy(caller)) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return new Found(session, stored.state());
        });
    }

    /**
     * The session that a caller names as a peer or a publisher, its media made: one that is just being made is waited for.
     *
     * @return empty where there is none; fails with {@code unauthorized} where it does not allow that
     */
    public Uni<Optional<Session>> named(String id, Caller caller) {
        return live(id).flatMap(live -> {
            live.ifPresent(session -> {
                if (!session.mayBeActedOnBy(caller) && session.options().access() != Session.Access.ANY) {
                    throw Failure.of(ErrorCode.UNAUTHORIZED);
                }
            });
            return live.filter(repair::isUnmade).isEmpty()
                    ? Uni.createFrom().item(live)
                    : change(id, (lease, session) -> Uni.createFrom().item(Step.nothing(session)));
        });
    }

    /** Ids of the sessions that a caller may see: an administrator all. */
    Uni<List<String>> ids(Caller caller) {
        return caller.administrator() ? records.all(Kind.SESSION) : records.ofUser(Kind.SESSION, caller.user());
    }

    /** Reads a session that has not ended; empty where there is none. */
    Uni<Optional<Session>> live(String id) {
        return find(id).map(found -> found.filter(session -> session.ended().isEmpty()));
    }

    /** Reads a session, an ended one too; empty where there is none. */
    Uni<Optional<Session>> find(String id) {
        return records.read(Kind.SESSION, id).map(found -> found.map(stored -> document.read(stored.doc())));
    }

    /**
     * Changes a session for a caller: two round trips to Redis and what the step does at the media server. What a step
     * refuses it throws, before it has touched anything. A change that began runs to its end though the caller gives up.
     *
     * @return the step's result; fails with {@code session_not_found}, {@code unauthorized}, or as the step does
     */
    <T> Uni<T> change(String id, Caller caller, BiFunction<Lease, Session, Uni<Step<T>>> step) {
        return change(id, session -> session.mayBeActedOnBy(caller), session -> false, step)
                .map(result -> result.orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND)));
    }

    /** Changes a session for Mediary itself: empty where there is none any more. */
    <T> Uni<Optional<T>> change(String id, BiFunction<Lease, Session, Uni<Step<T>>> step) {
        return change(id, session -> true, session -> false, step);
    }

    /**
     * As {@link #change(String, BiFunction)}, where the media may be gone with their media server: then what a former holder left
     * half done there is nobody's concern any more.
     */
    <T> Uni<Optional<T>> changeLost(String id, Predicate<Session> lost,
            BiFunction<Lease, Session, Uni<Step<T>>> step) {
        return change(id, session -> true, lost, step);
    }

    private <T> Uni<Optional<T>> change(String id, Predicate<Session> allowed, Predicate<Session> lost,
            BiFunction<Lease, Session, Uni<Step<T>>> step) {
        return Uncut.of(() -> records.acquire(Kind.SESSION, id)
                .flatMap(lease -> lease.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : held(lease.get(), allowed, lost, step)));
    }

    private <T> Uni<Optional<T>> held(Lease lease, Predicate<Session> allowed, Predicate<Session> lost,
            BiFunction<Lease, Session, Uni<Step<T>>> step) {
        Session session = document.read(lease.doc());
        if (!allowed.test(session)) {
            return records.release(lease).flatMap(done -> Uni.createFrom().failure(Failure.of(ErrorCode.UNAUTHORIZED)));
        }
        Uni<Boolean> sound = lease.dirty() && !lost.test(session)
                ? repaired(lease, session)
                : Uni.createFrom().item(true);
        return sound.flatMap(
                alive -> alive ? apply(lease.repaired(), session, step) : Uni.createFrom().item(Optional.empty()));
    }

    /** Sooner over than whoever tells what media servers say gives up: a server that hangs is left to who comes next. */
    private Uni<Boolean> repaired(Lease lease, Session session) {
        return Uni.createFrom().deferred(() -> repair.repair(lease, session))
                .ifNoItem()
                .after(plane.timeout().multipliedBy(3).dividedBy(2))
                .failWith(() -> Failure.of(ErrorCode.TIMEOUT))
                .onFailure()
                .call(() -> records.release(lease).onFailure().recoverWithNull());
    }

    private <T> Uni<Optional<T>> apply(Lease lease, Session session, BiFunction<Lease, Session, Uni<Step<T>>> step) {
        if (!leases.outlasts(lease, plane.timeout())) {
            // What it would do at the media server might be done when somebody else has the session already.
            return records.release(lease).flatMap(done -> Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE)));
        }
        Uni<Step<T>> wanted;
        try {
            wanted = step.apply(lease, session);
        } catch (Failure refused) {
            return records.release(lease).flatMap(done -> Uni.createFrom().failure(refused));
        } catch (RuntimeException broken) {
            wanted = Uni.createFrom().failure(broken);
        }
        return wanted
                .onFailure()
                .call(() -> giveBack(lease, session))
                .flatMap(found -> finish(lease, found))
                .onFailure(StaleLeaseException.class)
                .transform(lost -> Failure.of(ErrorCode.UNAVAILABLE));
    }

    /** A commit that fails may have been done all the same: the media stays as it is, and the lease is left to be repaired. */
    private <T> Uni<Optional<T>> finish(Lease lease, Step<T> wanted) {
        Uni<?> written = wanted.change().isPresent()
                ? records.commit(lease, wanted.change().get())
                : records.release(lease);
        return written.map(done -> Optional.of(wanted.result()));
    }

    /**
     * A step that failed at the media server may have got half-way: then whoever comes next repairs that. Where the lease may be lost, what it
     * was before is nobody's to put back.
     */
    private Uni<Void> giveBack(Lease lease, Session session) {
        Uni<Boolean> putBack = leases.outlasts(lease, plane.timeout())
                ? repair.afterFailure(session)
                : Uni.createFrom().item(false);
        return putBack
                .flatMap(sound -> records.release(sound ? lease : lease.halfDone()))
                .onFailure()
                .recoverWithNull();
    }
}
