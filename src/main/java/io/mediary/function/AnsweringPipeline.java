package io.mediary.function;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/**
 * Turns every failure of the steps inside into an answer, and answers {@code timeout} where they take longer than any
 * command may. A call that began runs to its end whoever still waits: half a command is worse than one whose answer
 * nobody reads. Nothing runs before the answer is subscribed to; then the steps run on the subscriber's thread.
 */
final class AnsweringPipeline implements Pipeline {

    private final Pipeline inside;
    private final Failures failures;
    private final Duration timeout;

    AnsweringPipeline(Pipeline inside, Failures failures, Duration timeout) {
        this.inside = inside;
        this.failures = failures;
        this.timeout = timeout;
    }

    @Override
    public Uni<Answer> run(Request request) {
        // An emitter, because a chain of operators would carry a cancellation into the running function.
        return Uni.createFrom().<Answer>emitter(caller -> attempt(request).subscribe().with(caller::complete))
                .ifNoItem().after(timeout)
                .recoverWithItem(() -> new Answer.Error(ErrorCode.TIMEOUT, ErrorCode.TIMEOUT.text("")));
    }

    private Uni<Answer> attempt(Request request) {
        return Uni.createFrom().deferred(() -> inside.run(request))
                .onFailure().recoverWithItem(problem -> failures.answer(problem, Excerpt.of(request.name())));
    }
}
