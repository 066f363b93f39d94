package io.mediary.embedded.rpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks the parameters of calls against the interface description, with Kurento's error texts. Thread-safe. */
final class Marshalling {

    /** Finds the object that a parameter names. */
    @FunctionalInterface
    interface Lookup {
        /** Answers the object, or fails as Kurento does for an unknown id. */
        MediaObject find(String id) throws RpcException;
    }

    private final ApiDescription api;

    Marshalling(ApiDescription api) {
        this.api = api;
    }

    /** Checks `given` and looks up the objects that it names; what is not described is ignored. */
    Arguments check(List<Parameter> parameters, JsonNode given, Lookup lookup) throws RpcException {
        Map<String, JsonNode> values = new HashMap<>();
        Map<String, MediaObject> objects = new HashMap<>();
        for (Parameter parameter : parameters) {
            JsonNode value = given.path(parameter.name());
            if (value.isMissingNode() || value.isNull()) {
                if (!parameter.optional()) {
                    throw wrong("parameter", parameter);
                }
                continue;
            }
            check("parameter", parameter, value);
            values.put(parameter.name(), value);
            if (api.remoteClass(parameter.type()).isPresent()) {
                objects.put(parameter.name(), object(parameter, value.asText(), lookup));
            }
        }
        return new Arguments(values, objects);
    }

    private void check(String what, Parameter parameter, JsonNode value) throws RpcException {
        if (!fits(parameter.type(), value)) {
            throw wrong(what, parameter);
        }
        Optional<ComplexType> type = api.complexType(parameter.type());
        if (type.isEmpty()) {
            return;
        }
        if (type.get().enumeration()) {
            if (!type.get().values().contains(value.asText())) {
                throw ErrorType.MARSHALL_ERROR.with("Invalid value for '" + parameter.type() + "'");
            }
            return;
        }
        for (Parameter property : type.get().properties()) {
            JsonNode inner = value.path(property.name());
            if (!inner.isMissingNode()) {
                check("property", property, inner);
            } else if (!property.optional()) {
                throw wrong("property", property);
            }
        }
    }

    private boolean fits(String type, JsonNode value) {
        return switch (jsonType(type)) {
            case "integer" ->
                value.isNumber() && (type.equals("int64") ? value.canConvertToLong() : value.canConvertToInt());
            case "double" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "list" -> value.isArray();
            case "object" -> value.isObject();
            default -> value.isTextual();
        };
    }

    private RpcException wrong(String what, Parameter parameter) {
        return ErrorType.MARSHALL_ERROR
                .with("'" + parameter.name() + "' " + what + " should be a " + jsonType(parameter.type()));
    }

    private String jsonType(String type) {
        if (type.endsWith("[]")) {
            return "list";
        }
        if (type.endsWith("<>")) {
            return "object";
        }
        return switch (type) {
            case "int", "int64" -> "integer";
            case "float", "double" -> "double";
            case "boolean" -> "boolean";
            default -> api.complexType(type).filter(each -> !each.enumeration()).isPresent() ? "object" : "string";
        };
    }

    /** Kurento crashes or answers an internal error where the object is of another class; here it is a plain error. */
    private static MediaObject object(Parameter parameter, String id, Lookup lookup) throws RpcException {
        MediaObject object = lookup.find(id);
        if (!object.type().is(parameter.type())) {
            throw ErrorType.MEDIA_OBJECT_ILLEGAL_PARAM_ERROR
                    .with("'" + parameter.name() + "' parameter should be a " + parameter.type());
        }
        return object;
    }
}
