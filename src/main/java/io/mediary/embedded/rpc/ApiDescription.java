package io.mediary.embedded.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What Kurento's classes can do, read from the interface descriptions (KMD) that lie in kurento-client's API jars: the
 * same files that Kurento's own marshalling is generated from. So names, parameters, types and events of every class
 * are Kurento's, and a new class needs to say only what its operations do. Immutable.
 */
final class ApiDescription {

    private static final List<String> MODULES = List.of("core", "elements");

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, RemoteClass> classes = new HashMap<>();
    private final Map<String, ComplexType> types = new HashMap<>();
    private final String version;

    private ApiDescription() {
        Map<String, JsonNode> raw = new LinkedHashMap<>();
        Map<String, String> modules = new HashMap<>();
        String found = "";
        for (String module : MODULES) {
            String text = resource(module);
            texts.put(module, text);
            JsonNode description = parsed(module, text);
            found = description.path("version").asText();
            for (JsonNode each : description.path("remoteClasses")) {
                raw.put(each.path("name").asText(), each);
                modules.put(each.path("name").asText(), module);
            }
            description.path("complexTypes").forEach(each -> types.put(each.path("name").asText(), complexType(each)));
        }
        version = found;
        raw.keySet().forEach(name -> classes.put(name, remoteClass(name, modules.get(name), raw)));
    }

    /** Reads the descriptions; fails where the API jars are not on the class path. */
    static ApiDescription load() {
        return new ApiDescription();
    }

    Optional<RemoteClass> remoteClass(String name) {
        return Optional.ofNullable(classes.get(name));
    }

    Optional<ComplexType> complexType(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** The description of a module as it was read: Kurento's `getKmd`. */
    Optional<String> text(String module) {
        return Optional.ofNullable(texts.get(module));
    }

    /** Names of the modules. */
    Set<String> modules() {
        return texts.keySet();
    }

    /** The interface's version. */
    String version() {
        return version;
    }

    private static RemoteClass remoteClass(String name, String module, Map<String, JsonNode> raw) {
        List<String> ancestors = new ArrayList<>();
        Set<String> events = new LinkedHashSet<>();
        Map<String, Operation> operations = new HashMap<>();
        String next = name;
        while (!next.isEmpty()) {
            JsonNode description = raw.get(next);
            if (!next.equals(name)) {
                ancestors.add(next);
            }
            description.path("events").forEach(event -> events.add(event.asText()));
            operations(description).forEach(operation -> operations.putIfAbsent(operation.name(), operation));
            next = description.path("extends").asText("");
        }
        JsonNode own = raw.get(name);
        Optional<List<Parameter>> constructor = own.path("abstract").asBoolean() || !own.has("constructor")
                ? Optional.empty()
                : Optional.of(parameters(own.path("constructor").path("params")));
        return new RemoteClass(name, module, List.copyOf(ancestors), Set.copyOf(events), Map.copyOf(operations),
                constructor);
    }

    private static List<Operation> operations(JsonNode description) {
        List<Operation> operations = new ArrayList<>();
        description.path("methods").forEach(method -> operations
                .add(Operation.method(method.path("name").asText(), parameters(method.path("params")))));
        for (JsonNode node : description.path("properties")) {
            Parameter property = new Parameter(node.path("name").asText(), node.path("type").asText(), false);
            operations.add(Operation.getter(property));
            if (!node.path("readOnly").asBoolean() && !node.path("final").asBoolean()) {
                operations.add(Operation.setter(property));
            }
        }
        return operations;
    }

    private static ComplexType complexType(JsonNode description) {
        Set<String> values = new LinkedHashSet<>();
        description.path("values").forEach(value -> values.add(value.asText()));
        return new ComplexType(description.path("name").asText(), values, parameters(description.path("properties")));
    }

    private static List<Parameter> parameters(JsonNode descriptions) {
        List<Parameter> parameters = new ArrayList<>();
        descriptions.forEach(each -> parameters.add(
                new Parameter(each.path("name").asText(), each.path("type").asText(),
                        each.path("optional").asBoolean())));
        return List.copyOf(parameters);
    }

    private static JsonNode parsed(String module, String text) {
        try {
            return Json.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException("Kurento's interface description '" + module + "' is not JSON", e);
        }
    }

    private static String resource(String module) {
        String name = "META-INF/kurento/" + module + ".kmd.json";
        try (InputStream in = ApiDescription.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        name + " is not on the class path (it comes with kms-api-" + module + ")");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
