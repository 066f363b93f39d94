package io.mediary.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** {@code native/compose.yaml} as Compose reads it, with the variables of an environment put in. Immutable. */
final class ComposeFile {

    static final Path FOLDER = Path.of("native");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):([-?])([^}]*)}");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final JsonNode root;

    /**
     * Reads it.
     *
     * @throws IllegalStateException where a variable is needed that the environment does not have, or may be empty and has no default
     */
    ComposeFile(Map<String, String> environment) {
        try {
            root = YAML.readTree(filled(Files.readString(FOLDER.resolve("compose.yaml")), environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String filled(String text, Map<String, String> environment) {
        String filled = VARIABLE.matcher(text).replaceAll(found -> {
            String value = environment.get(found.group(1));
            if (value == null && found.group(2).equals("?")) {
                throw new IllegalStateException(found.group(1) + " " + found.group(3));
            }
            return Matcher.quoteReplacement(value == null ? found.group(3) : value);
        });
        // Comments show commands of a shell.
        if (filled.lines().map(line -> line.replaceFirst("^\\s*#.*", "")).anyMatch(line -> line.contains("$"))) {
            throw new IllegalStateException("a variable without a default");
        }
        return filled;
    }

    /** All services by name. */
    Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        root.path("services").fields().forEachRemaining(each -> services.put(each.getKey(), each.getValue()));
        return services;
    }

    /** One service. */
    JsonNode service(String name) {
        return root.path("services").path(name);
    }

    /** A network. */
    JsonNode network(String name) {
        return root.path("networks").path(name);
    }

    /** Volumes that have names. */
    List<String> volumes() {
        List<String> names = new ArrayList<>();
        root.path("volumes").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A list of texts in a service: {@code volumes}, {@code ports}. */
    List<String> texts(String service, String field) {
        List<String> texts = new ArrayList<>();
        service(service).path(field).forEach(each -> texts.add(each.asText()));
        return texts;
    }

    /** The networks of a service, with an address of its own there or without. */
    List<String> networks(String service) {
        List<String> networks = new ArrayList<>();
        service(service).path("networks").fieldNames().forEachRemaining(networks::add);
        return networks.isEmpty() ? texts(service, "networks") : networks;
    }

    /** The environment of a service. */
    Map<String, String> environment(String service) {
        Map<String, String> environment = new TreeMap<>();
        service(service).path("environment").fields()
                .forEachRemaining(each -> environment.put(each.getKey(), each.getValue().asText()));
        return environment;
    }
}
