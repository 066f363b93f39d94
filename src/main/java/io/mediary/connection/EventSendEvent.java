package io.mediary.connection;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Delivery;
import io.mediary.event.Event;
import io.mediary.event.Subscription;
import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * Sends an application's own event to all who are subscribed to it. The system's classes are its own: nobody can make
 * clients believe that a session has ended.
 */
@ApplicationScoped
@Command(value = "core/event/send_event", summary = "Sends an event of an application's own class.")
public class EventSendEvent implements Function<EventSendEvent.Input, Void> {

    private static final Set<String> RESERVED = Set.of("media", "core", Subscription.ANY);

    private final Delivery delivery;

    EventSendEvent(Delivery delivery) {
        this.delivery = delivery;
    }

    /**
     * @param eventClass class; {@code media} and {@code core} are {@code unauthorized}
     * @param subclass subclass; {@code *} where it is absent
     * @param type type; {@code *} where it is absent
     * @param objId object; {@code *} where it is absent
     * @param body of the event
     */
    @RegisterForReflection
    public record Input(@JsonProperty("class") @NotNull @Pattern(regexp = Names.WORD) String eventClass,
            @Pattern(regexp = Names.WORD) String subclass, @Pattern(regexp = Names.WORD) String type,
            @JsonProperty("obj_id") @Size(min = 1, max = Names.ID) String objId, ObjectNode body) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        if (RESERVED.contains(input.eventClass())) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
        return delivery.publish(new Event(input.eventClass(), CoreCalls.orAny(input.subclass()),
                CoreCalls.orAny(input.type()), CoreCalls.orAny(input.objId()), "", CoreCalls.body(input.body())));
    }
}
