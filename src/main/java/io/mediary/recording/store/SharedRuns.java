package io.mediary.recording.store;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/**
 * Work that is done once at a time for each name, and goes on although whoever asked for it has stopped waiting: the next
 * one who asks joins it. Work that has ended, well or badly, is begun anew. Thread-safe.
 */
final class SharedRuns<T> {

    private final Map<String, CompletableFuture<T>> running = new ConcurrentHashMap<>();

    /** Joins the work that is going on for a name, or begins it. The work must end by itself, in bounded time. */
    Uni<T> joined(String name, Supplier<Uni<T>> work) {
        return Uni.createFrom().completionStage(() -> running(name, work).copy());
    }

    /** Of how many names work is going on. */
    int size() {
        return running.size();
    }

    private CompletableFuture<T> running(String name, Supplier<Uni<T>> work) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<T> others = running.putIfAbsent(name, mine);
        if (others != null) {
            return others;
        }
        Uni.createFrom().deferred(() -> work.get()).onItemOrFailure()
                .invoke((result, failure) -> running.remove(name, mine))
                .subscribe().with(mine::complete, mine::completeExceptionally);
        return mine;
    }
}
