package io.mediary.instance;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * {@code POST /v1/internal/tick}: a second alarm clock, for a scheduler outside. Where every instance had been scaled away, the call
 * wakes one, and whatever became due meanwhile is acted on; where they live, it finds nothing that they do not find themselves.
 */
@ApplicationScoped
@Command(value = "internal/-/tick", summary = "Acts on what is due; also POST /v1/internal/tick", administrators = true)
public class Tick implements Function<Tick.Input, Tick.Output> {

    private final DeadlineClock clock;

    Tick(DeadlineClock clock) {
        this.clock = clock;
    }

    /** No fields; those of a scheduler are not looked at. */
    @RegisterForReflection
    public record Input() {
    }

    /**
     * What was found.
     *
     * @param due items that this call has taken up, and that are acted on now
     */
    @RegisterForReflection
    public record Output(int due) {
    }

    @Override
    public Uni<Output> call(Input input, Caller caller) {
        return clock.lookNow().map(Output::new);
    }
}
