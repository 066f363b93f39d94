package io.mediary.call;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/get_list}: the calls that the caller makes or is called by; an administrator sees all. */
@ApplicationScoped
@Command(value = "media/call/get_list", summary = "Lists the current calls")
public class ListCalls implements Function<ListCalls.Input, List<String>> {

    private final Calls calls;

    ListCalls(Calls calls) {
        this.calls = calls;
    }

    /** Takes no fields. */
    @RegisterForReflection
    public record Input() {
    }

    @Override
    public Uni<List<String>> call(Input input, Caller caller) {
        return calls.ids(caller);
    }
}
