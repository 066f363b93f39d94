package io.mediary.recording.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class SharedRunsTest {

    private final SharedRuns<String> runs = new SharedRuns<>();
    private final AtomicInteger begun = new AtomicInteger();
    private CompletableFuture<String> work = new CompletableFuture<>();

    private UniAssertSubscriber<String> asked(String name) {
        return runs.joined(name, () -> {
            begun.incrementAndGet();
            return Uni.createFrom().completionStage(work);
        }).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void whoComesMeanwhileJoins() {
        UniAssertSubscriber<String> first = asked("a");
        UniAssertSubscriber<String> second = asked("a");
        UniAssertSubscriber<String> other = asked("b");
        assertThat(begun).hasValue(2);
        work.complete("done");
        first.awaitItem().assertItem("done");
        second.awaitItem().assertItem("done");
        other.awaitItem();
        assertThat(runs.size()).isZero();
    }

    @Test
    void itGoesOnWhenNobodyWaitsAnyMore() {
        asked("a").cancel();
        assertThat(work).isNotCancelled();
        UniAssertSubscriber<String> later = asked("a");
        assertThat(begun).hasValue(1);
        work.complete("done");
        later.awaitItem().assertItem("done");
    }

    @Test
    void whatHasEndedIsBegunAnew() {
        UniAssertSubscriber<String> failed = asked("a");
        work.completeExceptionally(new IllegalStateException("broken"));
        failed.awaitFailure().assertFailedWith(IllegalStateException.class, "broken");
        work = new CompletableFuture<>();
        UniAssertSubscriber<String> again = asked("a");
        assertThat(begun).hasValue(2);
        work.complete("done");
        again.awaitItem().assertItem("done");
        assertThat(runs.size()).isZero();
    }

    @Test
    void workThatCannotEvenBeginFails() {
        UniAssertSubscriber<String> asked = runs.joined("a", () -> {
            throw new IllegalStateException("broken");
        }).subscribe().withSubscriber(UniAssertSubscriber.create());
        asked.awaitFailure().assertFailedWith(IllegalStateException.class, "broken");
        assertThat(runs.size()).isZero();
    }
}
