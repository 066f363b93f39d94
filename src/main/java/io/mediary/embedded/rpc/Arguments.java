package io.mediary.embedded.rpc;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The parameters of a call, checked against the interface description by {@link Marshalling}: the accessors below can
 * rely on the types that it names. Immutable.
 */
final class Arguments {

    private final Map<String, JsonNode> values;
    private final Map<String, MediaObject> objects;

    Arguments(Map<String, JsonNode> values, Map<String, MediaObject> objects) {
        this.values = Map.copyOf(values);
        this.objects = Map.copyOf(objects);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        return values.get(name).asText();
    }

    int number(String name) {
        return values.get(name).asInt();
    }

    long longNumber(String name) {
        return values.get(name).asLong();
    }

    /** A boolean, false where an optional one is missing. */
    boolean flag(String name) {
        return has(name) && values.get(name).asBoolean();
    }

    JsonNode json(String name) {
        return values.get(name);
    }

    /** A value of an enumeration. */
    <T extends Enum<T>> Optional<T> constant(String name, Class<T> type) {
        return has(name) ? Optional.of(Enum.valueOf(type, text(name))) : Optional.empty();
    }

    /** A media object; its class was checked by the described name, here by ours. */
    <T extends MediaObject> T object(String name, Class<T> type) {
        return type.cast(objects.get(name));
    }
}
