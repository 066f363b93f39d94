package io.mediary.store;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON in which the scripts {@code create} and {@code commit} learn what to write. Thread-safe. */
final class Plans {

    private static final ObjectReader READER = new ObjectMapper().reader();

    private Plans() {
    }

    static String of(NewRecord record) {
        ObjectNode plan = plan(record.kind(), record.id());
        plan.set("events", events(record.id(), record.events()));
        record.connection().ifPresent(connection -> {
            if (!Partition.of(connection.id()).equals(Partition.of(record.id()))) {
                throw new IllegalArgumentException(
                        record.id() + " is not in the partition of its connection " + connection.id());
            }
            plan.put("connection", connection.id()).put("epoch", String.valueOf(connection.epoch()));
            record.subscription().ifPresent(json -> plan.put("subscription", json).put("field", field(json)));
        });
        return plan.toString();
    }

    static String of(Lease lease, Change change) {
        ObjectNode plan = plan(lease.kind(), lease.id());
        plan.put("end", change.end()).put("created", change.created()).put("describesMedia", change.describesMedia())
                .put("consolidated", change.consolidated())
                .put("keepLease",
                        change.keepLease());
        change.route().ifPresent(json -> plan.put("route", json));
        ArrayNode set = plan.putArray("set");
        change.set()
                .forEach(deadline -> set.addObject().put("name", deadline.name()).put("ms", deadline.in().toMillis()));
        ArrayNode cancelled = plan.putArray("cancelled");
        change.cancelled().forEach(cancelled::add);
        plan.set("events", events(lease.id(), change.events()));
        ArrayNode messages = plan.putArray("messages");
        change.messages().stream().distinct()
                .forEach(message -> messages.addObject().put("kind", message.kind().key())
                        .put("target", message.target())
                        .put("name", message.name()).put("payload", message.payload()));
        return plan.toString();
    }

    /** Names and values as a JSON object. */
    static String of(Map<String, String> state) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        state.forEach(object::put);
        return object.toString();
    }

    /** What {@link #of(Map)} has written. */
    static Map<String, String> state(String json) {
        return read(json).properties().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> entry.getValue().asText()));
    }

    /** Object, user, JSON of each event, as scripts without a plan take them. */
    static List<String> arguments(String object, List<LogEntry> events) {
        return events.stream().map(event -> checked(object, event))
                .flatMap(event -> List.of(event.object(), event.user(), event.json()).stream())
                .toList();
    }

    /** Checks that an event goes to the log that the script can reach. */
    static LogEntry checked(String object, LogEntry event) {
        if (!Partition.of(object).equals(Partition.of(event.object()))) {
            throw new IllegalArgumentException(
                    "an event of " + event.object() + " cannot be written with " + object + ": another partition");
        }
        return event;
    }

    /** Reads what a script or a log holds. */
    static JsonNode read(String json) {
        try {
            return READER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode plan(Kind kind, String id) {
        return JsonNodeFactory.instance.objectNode().put("kind", kind.key()).put("id", id);
    }

    private static ArrayNode events(String object, List<LogEntry> events) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        events.forEach(event -> array.addObject().put("object", checked(object, event).object())
                .put("user", event.user()).put("json",
                        event.json()));
        return array;
    }

    private static String field(String subscription) {
        JsonNode it = read(subscription);
        return Keys.subscription(it.path("class").asText("*"), it.path("subclass").asText("*"),
                it.path("type").asText("*"),
                it.path("obj_id").asText("*"));
    }
}
