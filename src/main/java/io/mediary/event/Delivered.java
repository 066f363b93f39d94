package io.mediary.event;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An event on its way to one receiver.
 *
 * @param partition of the log that it is from, 0–63
 * @param position in that log
 * @param data as it goes over the wire: class, subclass, type, obj_id, event_id, body (merged with the subscriptions'
 *            bodies)
 */
public record Delivered(int partition, LogPosition position, ObjectNode data) {
}
