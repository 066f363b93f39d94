package io.mediary.connection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Subscription;

/**
 * Subscriptions as a connection's record keeps them: field {@code sub:CLASS|SUBCLASS|TYPE|OBJ}, value
 * {@code NUMBER|JSON}, where the number gives the order of subscription.
 */
final class StoredSubscriptions {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PREFIX = "sub:";

    private record Numbered(long number, Subscription subscription) {
    }

    private StoredSubscriptions() {
    }

    static String field(Subscription s) {
        return PREFIX + s.eventClass() + "|" + s.subclass() + "|" + s.type() + "|" + s.objId();
    }

    static String json(Subscription s) {
        ObjectNode json = JSON.createObjectNode();
        json.put("class", s.eventClass()).put("subclass", s.subclass()).put("type", s.type()).put("obj_id", s.objId());
        json.set("body", s.body());
        return json.toString();
    }

    /** Those among a record's fields, in their order. */
    static List<Subscription> parse(Map<String, String> fields) {
        List<Numbered> found = new ArrayList<>();
        fields.forEach((field, value) -> {
            if (field.startsWith(PREFIX)) {
                int bar = value.indexOf('|');
                found.add(new Numbered(Long.parseLong(value.substring(0, bar)), read(value.substring(bar + 1))));
            }
        });
        found.sort(Comparator.comparingLong(Numbered::number));
        return found.stream().map(Numbered::subscription).toList();
    }

    private static Subscription read(String json) {
        try {
            JsonNode s = JSON.readTree(json);
            ObjectNode body = s.get("body") instanceof ObjectNode object ? object : JSON.createObjectNode();
            return new Subscription(s.path("class").asText(Subscription.ANY),
                    s.path("subclass").asText(Subscription.ANY), s.path("type").asText(Subscription.ANY),
                    s.path("obj_id").asText(Subscription.ANY), body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a connection's record holds a broken subscription", e);
        }
    }
}
