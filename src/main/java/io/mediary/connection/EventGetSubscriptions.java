package io.mediary.connection;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.event.Subscription;
import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** What the caller's connection is subscribed to. */
@ApplicationScoped
@Command(value = "core/event/get_subscriptions", summary = "Lists the connection's subscriptions, in their order.")
public class EventGetSubscriptions implements Function<EventGetSubscriptions.Input, List<Subscription>> {

    private final CoreCalls calls;
    private final Subscriptions subscriptions;

    EventGetSubscriptions(CoreCalls calls, Subscriptions subscriptions) {
        this.calls = calls;
        this.subscriptions = subscriptions;
    }

    /** No fields. */
    @RegisterForReflection
    public record Input() {
    }

    @Override
    public Uni<List<Subscription>> call(Input input, Caller caller) {
        ClientConnection connection = calls.admitted(caller);
        return Uni.createFrom().item(() -> subscriptions.list(connection));
    }
}
