package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** Subscribes the caller's connection to events; those of other users' objects do not come, whoever asks for them. */
@ApplicationScoped
@Command(value = "core/event/subscribe", summary = "Subscribes the connection to events.")
public class EventSubscribe implements Function<SubscriptionInput, Void> {

    private final CoreCalls calls;
    private final Subscriptions subscriptions;

    EventSubscribe(CoreCalls calls, Subscriptions subscriptions) {
        this.calls = calls;
        this.subscriptions = subscriptions;
    }

    @Override
    public Uni<Void> call(SubscriptionInput input, Caller caller) {
        return subscriptions.subscribe(calls.admitted(caller), input.subscription());
    }
}
