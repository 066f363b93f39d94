package io.mediary.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.store.LogEntry;

/**
 * Something that happened to an object, before the log gave it its id.
 *
 * @param eventClass {@code media}, {@code core}, or an application's own
 * @param subclass {@code session}, {@code room}
 * @param type {@code created}
 * @param objId the object
 * @param user who may see it besides administrators; empty: everyone
 * @param body JSON object
 */
public record Event(String eventClass, String subclass, String type, String objId, String user, ObjectNode body) {

    /** An event of class {@code media}. */
    public static Event media(String subclass, String type, String objId, String user, ObjectNode body) {
        return new Event("media", subclass, type, objId, user, body);
    }

    /** As the log takes it. */
    public LogEntry entry() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("class", eventClass).put("subclass", subclass).put("type", type).put("obj_id", objId);
        json.set("body", body);
        return new LogEntry(objId, user, json.toString());
    }
}
