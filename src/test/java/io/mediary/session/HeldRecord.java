package io.mediary.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.mediary.store.Change;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Leases;
import io.mediary.store.LogEntry;
import io.mediary.store.NewRecord;
import io.mediary.store.Records;
import io.smallrye.mutiny.Uni;

/** Records of one document each, of which a test sees how their leases are given back. */
final class HeldRecord implements Records, Leases {

    /** More than are changed at a time. */
    static final List<String> IDS = IntStream.range(0, 40).mapToObj(Integer::toString).toList();

    /** What was given back without a change, in that order. */
    final List<Lease> released = new CopyOnWriteArrayList<>();
    /** What was given back with a change. */
    final List<Lease> committed = new CopyOnWriteArrayList<>();
    private final String doc;
    private final boolean dirty;
    private volatile boolean lost;

    HeldRecord(String doc, boolean dirty) {
        this.doc = doc;
        this.dirty = dirty;
    }

    /** The lease can be renewed no more. */
    void lose() {
        lost = true;
    }

    @Override
    public boolean outlasts(Lease lease, Duration time) {
        return !lost;
    }

    @Override
    public Uni<Optional<Lease>> acquire(Kind kind, String id) {
        return Uni.createFrom().item(Optional.of(new Lease(kind, id, "token", doc, dirty)));
    }

    @Override
    public Uni<Lease> commit(Lease lease, Change change) {
        return Uni.createFrom().item(() -> {
            committed.add(lease);
            return lease;
        });
    }

    @Override
    public Uni<Void> release(Lease lease) {
        return Uni.createFrom().item(() -> {
            released.add(lease);
            return null;
        });
    }

    @Override
    public Uni<Optional<Stored>> read(Kind kind, String id) {
        return Uni.createFrom().item(Optional.of(new Stored("user", doc, false, Map.of())));
    }

    @Override
    public Uni<Lease> create(NewRecord record) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Void> log(Kind kind, String id, List<LogEntry> events, Map<String, String> state) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<String>> ofUser(Kind kind, String user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<String>> all(Kind kind) {
        return Uni.createFrom().item(IDS);
    }
}
