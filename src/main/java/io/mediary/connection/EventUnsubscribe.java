package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** Takes a subscription of the caller's connection away. */
@ApplicationScoped
@Command(value = "core/event/unsubscribe", summary = "Takes a subscription away.")
public class EventUnsubscribe implements Function<SubscriptionInput, Void> {

    private final CoreCalls calls;
    private final Subscriptions subscriptions;

    EventUnsubscribe(CoreCalls calls, Subscriptions subscriptions) {
        this.calls = calls;
        this.subscriptions = subscriptions;
    }

    @Override
    public Uni<Void> call(SubscriptionInput input, Caller caller) {
        return subscriptions.unsubscribe(calls.admitted(caller), input.subscription());
    }
}
