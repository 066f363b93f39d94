package io.mediary.event;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An event as it stands in a log.
 *
 * @param position where
 * @param object whose it is
 * @param user who may see it besides administrators; empty: everyone
 * @param json class, subclass, type, obj_id, body
 */
record LoggedEvent(LogPosition position, String object, String user, ObjectNode json) {

    String field(String name) {
        return json.path(name).asText(Subscription.ANY);
    }
}
