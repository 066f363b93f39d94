package io.mediary.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A line of a sample in the documentation.
 *
 * @param sent true: the client sends it
 * @param json its JSON, or what stands for a request or answer of HTTP
 */
record Sample(boolean sent, String json) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$[A-Z]+");

    /**
     * The sample lines of a page, in order.
     *
     * @param blocks what is written over the blocks that count: {@code sample}
     */
    static List<Sample> of(Path page, String blocks) throws IOException {
        List<Sample> samples = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("```")) {
                inside = line.equals("```" + blocks);
            } else if (inside) {
                samples.add(new Sample(line.startsWith("→"), line.substring(1).strip()));
            }
        }
        return samples;
    }

    /** The message with the values of its variables. */
    String filled(Map<String, String> variables) throws IOException {
        return fill(JSON.readTree(json), variables).toString();
    }

    /** Whether it goes by HTTP ({@link HttpReplay}), and not over the WebSocket. */
    boolean isHttp() {
        return !json.startsWith("{");
    }

    /** Whether it is a request, not an answer. */
    boolean isRequest() throws IOException {
        return JSON.readTree(json).has("cmd");
    }

    /** JSON with the values of its variables. */
    static JsonNode fill(JsonNode node, Map<String, String> variables) {
        if (node.isTextual() && VARIABLE.matcher(node.asText()).matches()) {
            return JSON.getNodeFactory().textNode(variables.get(node.asText()));
        }
        if (node.isObject()) {
            var copy = JSON.createObjectNode();
            node.fields().forEachRemaining(field -> copy.set(field.getKey(), fill(field.getValue(), variables)));
            return copy;
        }
        return node;
    }

    /** What is wrong with a message, measured by this sample; new variables get their values. */
    Optional<String> mismatch(JsonNode actual, Map<String, String> variables) throws IOException {
        return mismatch("", JSON.readTree(json), actual, variables);
    }

    private static Optional<String> mismatch(String path, JsonNode expected, JsonNode actual,
            Map<String, String> variables) {
        if (actual == null || actual.isMissingNode()) {
            return Optional.of(path + " is missing");
        }
        if (expected.isTextual() && expected.asText().equals("…")) {
            return Optional.empty();
        }
        if (expected.isTextual() && VARIABLE.matcher(expected.asText()).matches()) {
            String former = variables.putIfAbsent(expected.asText(), actual.asText());
            return former == null || former.equals(actual.asText())
                    ? Optional.empty()
                    : Optional.of(path + " is " + actual + ", not " + former);
        }
        if (expected.isObject() && !expected.isEmpty()) {
            var fields = expected.fields();
            while (fields.hasNext()) {
                var field = fields.next();
                String name = field.getKey();
                String key = VARIABLE.matcher(name).matches() ? variables.get(name) : name;
                Optional<String> wrong = mismatch(path + "/" + name, field.getValue(), actual.get(key), variables);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
            return Optional.empty();
        }
        if (expected.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                Optional<String> wrong = mismatch(path + "/" + i, expected.get(i), actual.get(i), variables);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
            return Optional.empty();
        }
        return expected.equals(actual) ? Optional.empty() : Optional.of(path + " is " + actual + ", not " + expected);
    }
}
