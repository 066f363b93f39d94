package io.mediary.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.MissingNode;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

class AnsweringPipelineTest {

    private static final Answer OK = new Answer.Ok(Optional.empty());
    private static final Request REQUEST = new Request("a", "b", "c", MissingNode.getInstance(),
            new Caller(true, "ann", true, Optional.empty(), Optional.empty()));

    private static Pipeline around(Pipeline inside, Duration timeout) {
        return new AnsweringPipeline(inside, new Failures(), timeout);
    }

    private static Answer.Error error(Pipeline inside) {
        return (Answer.Error) around(inside, Duration.ofSeconds(5)).run(REQUEST).await()
                .atMost(Duration.ofSeconds(5));
    }

    @Test
    void everyWayToFailIsAnAnswer() {
        Failure failure = Failure.of(ErrorCode.MISSING_FIELD, "offer.sdp");
        Answer.Error expected = new Answer.Error(ErrorCode.MISSING_FIELD, "Missing field: offer.sdp");

        assertThat(error(request -> Uni.createFrom().failure(failure))).isEqualTo(expected);
        assertThat(error(request -> {
            throw failure;
        })).isEqualTo(expected);
        assertThat(error(request -> Uni.createFrom()
                .completionStage(CompletableFuture.failedFuture(new CompletionException(failure)))))
                .isEqualTo(expected);
        assertThat(error(request -> Uni.createFrom().failure(new TimeoutException())).code())
                .isEqualTo(ErrorCode.TIMEOUT);
        assertThat(error(request -> {
            throw new StackOverflowError();
        }).code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void theStepsInsideRunOnTheSubscribersThreadInOrder() {
        List<Thread> threads = new ArrayList<>();
        Pipeline pipeline = around(request -> {
            threads.add(Thread.currentThread());
            return Uni.createFrom().nothing();
        }, Duration.ofSeconds(60));

        Uni<Answer> first = pipeline.run(REQUEST);
        assertThat(threads).isEmpty();
        List<Cancellable> calls = List.of(first.subscribe().with(answer -> {
        }), pipeline.run(REQUEST).subscribe().with(answer -> {
        }));

        assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
        calls.forEach(Cancellable::cancel);
    }

    @Test
    void aCallRunsToItsEndThoughItsCallerHasGone() {
        CompletableFuture<Answer> work = new CompletableFuture<>();
        AtomicBoolean cancelled = new AtomicBoolean();
        List<Answer> ended = new ArrayList<>();
        Pipeline pipeline = around(request -> Uni.createFrom().completionStage(work)
                .onCancellation().invoke(() -> cancelled.set(true)).onItem().invoke(ended::add),
                Duration.ofSeconds(60));

        pipeline.run(REQUEST).subscribe().with(answer -> {
        }).cancel();
        work.complete(OK);

        assertThat(cancelled).isFalse();
        assertThat(ended).containsExactly(OK);
    }

    @Test
    void aCallThatIsTooSlowIsAnsweredAndRunsToItsEnd() {
        CompletableFuture<Answer> work = new CompletableFuture<>();
        List<Answer> ended = new ArrayList<>();
        Answer answer = around(request -> Uni.createFrom().completionStage(work).onItem().invoke(ended::add),
                Duration.ofMillis(1)).run(REQUEST).await().atMost(Duration.ofSeconds(5));
        work.complete(OK);

        assertThat(answer).isEqualTo(new Answer.Error(ErrorCode.TIMEOUT, "Timeout"));
        assertThat(ended).containsExactly(OK);
    }
}
