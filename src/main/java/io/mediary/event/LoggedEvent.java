package io.mediary.event;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event as it stands in a log.
 *
 * @param position where
 * @param object whose it is
 * @param user who may see it besides administrators; empty: everyone; or an {@link Audience}
 * @param json class, subclass, type, obj_id, body
 */
record LoggedEvent(LogPosition position, String object, String user, JsonNode json) {

    String field(String name) {
        return json.path(name).asText(Subscription.ANY);
    }

    boolean visibleTo(Receiver receiver) {
        return Audience.isIn(user)
                ? Audience.parse(user).includes(receiver)
                : user.isEmpty() || receiver.administrator() || user.equals(receiver.user());
    }

    boolean matches(Subscription subscription) {
        return fits(subscription.eventClass(), field("class")) && fits(subscription.subclass(), field("subclass"))
                && fits(subscription.type(), field("type")) && fits(subscription.objId(), object);
    }

    private static boolean fits(String pattern, String value) {
        return pattern.equals(Subscription.ANY) || pattern.equals(value);
    }
}
