package io.mediary.connection;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Subscription;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The key fields of a subscription, each {@code *} where it is absent, and its body.
 *
 * @param eventClass class
 * @param subclass subclass
 * @param type type
 * @param objId object
 * @param body merged into each event's body
 */
@RegisterForReflection
public record SubscriptionInput(@JsonProperty("class") @NotNull @Pattern(regexp = Names.WORD) String eventClass,
        @Pattern(regexp = Names.WORD) String subclass, @Pattern(regexp = Names.WORD) String type,
        @JsonProperty("obj_id") @Size(min = 1, max = Names.ID) String objId, ObjectNode body) {

    /** As the delivery of events takes it. */
    Subscription subscription() {
        return new Subscription(eventClass, CoreCalls.orAny(subclass), CoreCalls.orAny(type), CoreCalls.orAny(objId),
                CoreCalls.body(body));
    }
}
