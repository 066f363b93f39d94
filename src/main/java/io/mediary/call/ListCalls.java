package io.mediary.call;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/get_list}: the calls that the caller makes or is called by; an administrator sees all. */
@ApplicationScoped
@Command(value = "media/call/get_list", summary = "Lists the current calls")
public class ListCalls implements Function<ListCalls.Input, List<ListCalls.Listed>> {

    private final Calls calls;

    ListCalls(Calls calls) {
        this.calls = calls;
    }

    /** Takes no fields. */
    @RegisterForReflection
    public record Input() {
    }

    /**
     * A call.
     *
     * @param callId its id
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Listed(String callId) {
    }

    @Override
    public Uni<List<Listed>> call(Input input, Caller caller) {
        return calls.ids(caller).map(ids -> ids.stream().map(Listed::new).toList());
    }
}
