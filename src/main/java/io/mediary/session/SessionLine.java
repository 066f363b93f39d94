package io.mediary.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.signal.Trail;
import io.smallrye.mutiny.Uni;

/**
 * Keeps the candidates of one session in their order within this instance: one step after the other, in the order of
 * arrival. Thread-safe.
 */
@ApplicationScoped
public class SessionLine {

    private final ConcurrentMap<String, CompletionStage<?>> last = new ConcurrentHashMap<>();

    /** Runs a step when all former steps of the session are done. It takes its place at once, subscribed to or not. */
    <T> Uni<T> next(String sessionId, Supplier<Uni<T>> step) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletionStage<?> before = last.put(sessionId, mine);
        Runnable run = Trail.keep(() -> Uni.createFrom().deferred(step::get).subscribe().with(
                item -> done(sessionId, mine, () -> mine.complete(item)),
                failure -> done(sessionId, mine, () -> mine.completeExceptionally(failure))));
        if (before == null) {
            run.run();
        } else {
            before.whenComplete((ignored, failure) -> run.run());
        }
        // A copy: who stops waiting for the step does not pass the turn on before it is done.
        return Uni.createFrom().completionStage(mine.copy());
    }

    private void done(String sessionId, CompletableFuture<?> mine, Runnable complete) {
        last.remove(sessionId, mine);
        complete.run();
    }
}
