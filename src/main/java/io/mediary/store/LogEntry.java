package io.mediary.store;

/**
 * An event on its way into a partition's log.
 *
 * @param object the object whose watchers are rung; its partition's log takes the entry
 * @param user who may see it besides administrators; empty: everyone
 * @param json the event: class, subclass, type, obj_id, body; the log gives it its id
 */
public record LogEntry(String object, String user, String json) {
}
