package io.mediary.recording;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.recording.store.RecordingStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** A store of files that have a name and a size, in a test's hand: it fails as often as wanted. Thread-safe. */
final class KeptFiles implements RecordingStore {

    final Map<String, Long> sizes = new ConcurrentHashMap<>();
    final List<String> deleted = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    /** So many of the next calls fail. */
    void fail(int times) {
        failures.set(times);
    }

    @Override
    public Uni<Optional<Long>> finish(String name) {
        return size(name);
    }

    @Override
    public Uni<Optional<Long>> size(String name) {
        return answer(() -> Optional.ofNullable(sizes.get(name)));
    }

    @Override
    public Uni<Void> delete(String name) {
        return answer(() -> {
            if (sizes.remove(name) != null) {
                deleted.add(name);
            }
            return null;
        });
    }

    @Override
    public Multi<Buffer> read(String name, long from, long length) {
        throw new UnsupportedOperationException();
    }

    private <T> Uni<T> answer(Supplier<T> answer) {
        return Uni.createFrom().item(() -> {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw Failure.of(ErrorCode.UNAVAILABLE);
            }
            return answer.get();
        });
    }
}
