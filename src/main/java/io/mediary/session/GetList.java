package io.mediary.session;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/session/get_list}: the caller's sessions; an administrator sees all. */
@ApplicationScoped
@Command(value = "media/session/get_list", summary = "Lists the current media sessions")
public class GetList implements Function<GetList.Input, List<String>> {

    private final Sessions sessions;

    GetList(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Takes no fields. */
    @RegisterForReflection
    public record Input() {
    }

    @Override
    public Uni<List<String>> call(Input input, Caller caller) {
        return sessions.ids(caller);
    }
}
