package io.mediary.call;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.Change;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Records;
import io.mediary.store.StaleLeaseException;
import io.mediary.store.Uncut;
import io.smallrye.mutiny.Uni;

/** Reads and changes the records of calls; a change holds the call's lease. Thread-safe. */
@ApplicationScoped
public class Calls {

    private final Records records;
    private final CallDocument document;
    private final CallInfo info;

    Calls(Records records, CallDocument document, CallInfo info) {
        this.records = records;
        this.document = document;
        this.info = info;
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

    /** A call that is not over; empty where there is none. */
    public Uni<Optional<Call>> find(String id) {
        return look(id).map(found -> found.filter(call -> call.ended().isEmpty()));
    }

    /** A call that was there lately, an ended one too. */
    Uni<Optional<Call>> look(String id) {
        return records.read(Kind.CALL, id).map(found -> found.map(stored -> document.read(stored.doc())));
    }

    /**
     * A call that its parties may see: who calls, and who is called.
     *
     * @return fails with {@code call_not_found}, {@code unauthorized}
     */
    Uni<Call> get(String id, Caller caller) {
        return find(id).map(found -> {
            Call call = found.orElseThrow(() -> Failure.of(ErrorCode.CALL_NOT_FOUND));
            if (!isParty(call, caller)) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
            return call;
        });
    }

    private static boolean isParty(Call call, Caller caller) {
        return caller.mayActOn(call.userId()) || call.legs().stream().anyMatch(leg -> leg.isOf(caller));
    }

    /** Ids of the calls that a caller has to do with; an administrator's are all. */
    Uni<List<String>> ids(Caller caller) {
        return caller.administrator() ? records.all(Kind.CALL) : records.ofUser(Kind.CALL, caller.user());
    }

    /** What {@code get_info} answers, each party what concerns it; fails as {@link #get}. */
    Uni<ObjectNode> info(String id, Caller caller) {
        return get(id, caller).map(call -> info.of(call, caller));
    }

    /**
     * Changes a call, in two round trips. What a step refuses it throws. A change that began runs to its end though its caller gives
     * up.
     *
     * @return the step's result; empty where there is no call any more
     */
    <T> Uni<Optional<T>> change(String id, Function<Call, Step<T>> step) {
        return Uncut.of(() -> records.acquire(Kind.CALL, id).flatMap(lease -> lease.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : apply(lease.get(), step)));
    }

    /** The same for a caller's command; fails with {@code call_not_found}. */
    <T> Uni<T> changed(String id, Function<Call, Step<T>> step) {
        return change(id, step).map(done -> done.orElseThrow(() -> Failure.of(ErrorCode.CALL_NOT_FOUND)));
    }

    private <T> Uni<Optional<T>> apply(Lease lease, Function<Call, Step<T>> step) {
        Step<T> wanted;
        try {
            wanted = step.apply(document.read(lease.doc()));
        } catch (RuntimeException refused) {
            return records.release(lease).onFailure().recoverWithNull()
                    .flatMap(done -> Uni.createFrom().failure(refused));
        }
        // There is no media to be put right: a lease that was left dirty is as good as a clean one.
        Uni<?> written = wanted.change().isPresent()
                ? records.commit(lease, wanted.change().get())
                : records.release(lease.repaired());
        return written.map(done -> Optional.of(wanted.result()))
                .onFailure(StaleLeaseException.class).transform(lost -> Failure.of(ErrorCode.UNAVAILABLE));
    }
}
