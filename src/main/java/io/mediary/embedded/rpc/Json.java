package io.mediary.embedded.rpc;

import java.util.Collection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as Kurento writes it: object keys in alphabetical order, complex values marked with their type. Thread-safe. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private Json() {
    }

    /** Reads a text; an empty one gives a missing node. */
    static JsonNode read(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** Writes with sorted keys. */
    static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree could not be written", e);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** An empty complex value of one of Kurento's types, such as `IceCandidate`. */
    static ObjectNode complex(String type) {
        return object().put("__module__", "kurento").put("__type__", type);
    }

    /** Turns what an operation answers into JSON: media objects become their ids, lists of them lists of ids. */
    static JsonNode value(Object value) {
        if (value == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof MediaObject object) {
            return JsonNodeFactory.instance.textNode(object.id());
        }
        if (value instanceof Collection<?> values) {
            ArrayNode array = array();
            values.forEach(each -> array.add(value(each)));
            return array;
        }
        return MAPPER.valueToTree(value);
    }
}
