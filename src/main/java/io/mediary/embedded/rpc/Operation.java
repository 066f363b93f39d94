package io.mediary.embedded.rpc;

import java.util.List;
import java.util.Optional;

/**
 * An operation that `invoke` can call.
 *
 * @param property the property that the operation reads (no parameters) or writes (one parameter)
 */
record Operation(String name, List<Parameter> parameters, Optional<String> property) {

    static Operation method(String name, List<Parameter> parameters) {
        return new Operation(name, parameters, Optional.empty());
    }

    static Operation getter(Parameter property) {
        return new Operation("get" + capitalized(property.name()), List.of(), Optional.of(property.name()));
    }

    static Operation setter(Parameter property) {
        return new Operation("set" + capitalized(property.name()), List.of(property), Optional.of(property.name()));
    }

    private static String capitalized(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
