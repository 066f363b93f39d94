package io.mediary.embedded.rpc;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Kurento's `MediaObject`: identity, name, tags, properties, events. A subclass adds the operations of its class by
 * overriding {@link #invoke}; properties that need nothing but to be remembered work by themselves. Thread-safe.
 */
abstract class MediaObject {

    private static final int MOST_TAGS = 1_000;

    private final RemoteClass type;
    private final Optional<MediaObject> parent;
    private final String id;
    private final Instant created = Instant.now();
    private final NavigableMap<String, String> tags = new ConcurrentSkipListMap<>();
    private final Map<String, JsonNode> properties = new ConcurrentHashMap<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private volatile String name;
    private volatile boolean sendTagsInEvents;

    /** The objects below this one: {@link MediaSet}'s, guarded by it. */
    final Set<MediaObject> children = new HashSet<>();
    /** The sessions that reference this object: {@link MediaSet}'s, guarded by it. */
    final Set<Session> holders = new HashSet<>();

    /** Makes an object with an id of Kurento's form. */
    MediaObject(RemoteClass type, Optional<MediaObject> parent) {
        this(type, parent,
                parent.map(each -> each.id() + "/").orElse("") + UUID.randomUUID() + "_" + type.qualifiedName());
    }

    MediaObject(RemoteClass type, Optional<MediaObject> parent, String id) {
        this.type = type;
        this.parent = parent;
        this.id = id;
        this.name = id;
    }

    /**
     * Executes an operation of the object's class and answers its value: JSON, a plain value, an object, a collection of
     * these, or null for nothing.
     */
    Object invoke(Operation operation, Arguments arguments, MediaSet set) throws RpcException {
        return switch (operation.name()) {
            case "getId" -> id;
            case "getName" -> name;
            case "setName" -> {
                name = arguments.text("name");
                yield null;
            }
            case "getParent" -> parent.orElse(null);
            case "getMediaPipeline" -> pipeline();
            case "getChildren" -> set.children(this);
            case "getCreationTime" -> created.getEpochSecond();
            case "getSendTagsInEvents" -> sendTagsInEvents;
            case "setSendTagsInEvents" -> {
                sendTagsInEvents = arguments.flag("sendTagsInEvents");
                yield null;
            }
            case "addTag" -> addTag(arguments.text("key"), arguments.text("value"));
            case "removeTag" -> {
                tags.remove(arguments.text("key"));
                yield null;
            }
            case "getTag" -> tag(arguments.text("key"));
            case "getTags" -> tags();
            default -> property(operation, arguments);
        };
    }

    final String id() {
        return id;
    }

    final RemoteClass type() {
        return type;
    }

    final Optional<MediaObject> parent() {
        return parent;
    }

    final Subscriptions subscriptions() {
        return subscriptions;
    }

    /** The top of the object's tree; null where that is no pipeline. */
    MediaObject pipeline() {
        return parent.map(MediaObject::pipeline).orElse(null);
    }

    /** Subscribes a session to an event of the object's class and answers the subscription's id. */
    final String subscribe(Session session, String event) throws RpcException {
        if (!type.events().contains(event)) {
            throw ErrorType.MEDIA_OBJECT_EVENT_NOT_SUPPORTED.with("Event '" + event + "' not supported");
        }
        return subscriptions.add(session, event);
    }

    /** Releases what the object holds. Called once, after the object has left the {@link MediaSet}. */
    void close() {
    }

    /** Gives a property its value before anybody set it. */
    final void preset(String property, Object value) {
        properties.put(property, Json.value(value));
    }

    /** The value of a property that was preset or set. */
    final JsonNode property(String property) {
        return properties.get(property);
    }

    /** Sends an event whose data has the usual `type`: its own name. */
    final void emit(String event, ObjectNode data) {
        emitAs(event, data.put("type", event));
    }

    /** Sends an event with the data as they are; source, tags and time are added. */
    final void emitAs(String event, ObjectNode data) {
        List<Session> subscribers = subscriptions.subscribers(event);
        if (subscribers.isEmpty()) {
            return;
        }
        data.put("source", id).put("timestampMillis", Long.toString(System.currentTimeMillis()));
        data.set("tags", sendTagsInEvents ? tags() : Json.array());
        ObjectNode message = Json.object().put("jsonrpc", "2.0").put("method", "onEvent");
        ObjectNode value = message.putObject("params").putObject("value").put("object", id).put("type", event);
        value.set("data", data);
        String text = Json.write(message);
        subscribers.forEach(session -> session.send(text));
    }

    private Object addTag(String key, String value) throws RpcException {
        if (tags.size() >= MOST_TAGS) {
            throw ErrorType.NOT_ENOUGH_RESOURCES.with("Too many tags");
        }
        tags.put(key, value);
        return null;
    }

    private String tag(String key) throws RpcException {
        String value = tags.get(key);
        if (value == null) {
            throw ErrorType.MEDIA_OBJECT_TAG_KEY_NOT_FOUND.with("Tag key not found");
        }
        return value;
    }

    private JsonNode tags() {
        var list = Json.array();
        tags.forEach((key, value) -> list.add(Json.complex("Tag").put("key", key).put("value", value)));
        return list;
    }

    private Object property(Operation operation, Arguments arguments) throws RpcException {
        if (operation.property().isEmpty()) {
            throw ErrorType.NOT_IMPLEMENTED.with("The embedded media server has no '" + operation.name() + "'");
        }
        String property = operation.property().get();
        if (operation.parameters().isEmpty()) {
            return properties.get(property);
        }
        properties.put(property, arguments.json(property));
        return null;
    }
}
