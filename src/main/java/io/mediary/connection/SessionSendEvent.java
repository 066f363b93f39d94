package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Delivery;
import io.mediary.event.Event;
import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Sends an event to one connection. */
@ApplicationScoped
@Command(value = "core/session/send_event", summary = "Sends an event to one connection.")
public class SessionSendEvent implements Function<SessionSendEvent.Input, Void> {

    private final CoreCalls calls;
    private final Delivery delivery;

    SessionSendEvent(CoreCalls calls, Delivery delivery) {
        this.calls = calls;
        this.delivery = delivery;
    }

    /**
     * @param sessionId a connection of the caller's user, or any for administrators
     * @param type of the event; {@code *} where it is absent
     * @param body of the event
     */
    @RegisterForReflection
    public record Input(@JsonProperty("session_id") @NotNull @Size(min = 1, max = Names.ID) String sessionId,
            @Pattern(regexp = Names.WORD) String type, ObjectNode body) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        ObjectNode body = CoreCalls.body(input.body());
        return calls.target(input.sessionId(), caller).chain(target -> delivery.publish(new Event("core",
                "session_event", CoreCalls.orAny(input.type()), target.id(), target.user(), body)));
    }
}
