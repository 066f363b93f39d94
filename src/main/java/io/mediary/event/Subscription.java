package io.mediary.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a connection wants to hear of; {@code *} stands for any.
 *
 * @param eventClass class
 * @param subclass subclass
 * @param type type
 * @param objId the object; {@code *}: all
 * @param body merged into each event's body; the event's own keys win
 */
@RegisterForReflection
public record Subscription(@JsonProperty("class") String eventClass, String subclass, String type,
        @JsonProperty("obj_id") String objId, ObjectNode body) {

    /** Any. */
    public static final String ANY = "*";
}
