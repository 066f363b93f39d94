package io.mediary.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One receiver of this instance: what it wants to hear, and how far it is. Thread-safe. */
final class Seat {

    private record Key(String eventClass, String subclass, String type, String objId) {

        static Key of(Subscription subscription) {
            return new Key(subscription.eventClass(), subscription.subclass(), subscription.type(),
                    subscription.objId());
        }
    }

    private record Wanted(Subscription subscription, LogPosition from) {
    }

    private final Receiver receiver;
    private final Map<Key, Wanted> wanted = new LinkedHashMap<>();
    private final Map<Integer, SeatPosition> positions = new TreeMap<>();

    Seat(Receiver receiver) {
        this.receiver = receiver;
    }

    Receiver receiver() {
        return receiver;
    }

    /** Adds a subscription, or replaces the body of the one with the same key fields; true: it is new. */
    synchronized boolean add(Subscription subscription) {
        Wanted former = wanted.get(Key.of(subscription));
        wanted.put(Key.of(subscription),
                new Wanted(subscription, former == null ? LogPosition.START : former.from()));
        return former == null;
    }

    /** The log's end when a subscription was made: what is older is not for it. */
    synchronized void from(Subscription subscription, LogPosition end) {
        wanted.computeIfPresent(Key.of(subscription), (key, had) -> new Wanted(had.subscription(), end));
    }

    synchronized boolean remove(Subscription subscription) {
        return wanted.remove(Key.of(subscription)) != null;
    }

    synchronized List<Subscription> subscriptions() {
        return wanted.values().stream().map(Wanted::subscription).toList();
    }

    /** Enters a partition at a position; false where it is there already. */
    synchronized boolean enter(int partition, LogPosition start, boolean behind) {
        if (positions.containsKey(partition)) {
            return false;
        }
        SeatPosition position = new SeatPosition(start);
        if (behind) {
            position.setBehind();
        }
        positions.put(partition, position);
        return true;
    }

    synchronized List<Integer> partitions() {
        return List.copyOf(positions.keySet());
    }

    synchronized void acknowledged(int partition, LogPosition position) {
        Optional.ofNullable(positions.get(partition)).ifPresent(here -> here.acknowledged(position));
    }

    synchronized LogPosition safe(int partition, LogPosition tail) {
        return positions.get(partition).safe(tail);
    }

    /** What of a batch is for this receiver, in order; it counts as handed over. */
    synchronized List<Delivered> take(int partition, LogPosition start, List<LoggedEvent> batch) {
        SeatPosition position = positions.get(partition);
        if (position == null || !position.joins(start)) {
            return List.of();
        }
        List<Delivered> taken = new ArrayList<>();
        for (LoggedEvent event : batch) {
            if (event.position().compareTo(position.read()) > 0 && visible(event)) {
                merged(event).ifPresent(data -> {
                    position.handed(event.position());
                    taken.add(new Delivered(partition, event.position(), data));
                });
            }
        }
        return taken;
    }

    private boolean visible(LoggedEvent event) {
        return event.user().isEmpty() || receiver.administrator() || event.user().equals(receiver.user());
    }

    private Optional<ObjectNode> merged(LoggedEvent event) {
        ObjectNode body = null;
        for (Wanted want : wanted.values()) {
            if (event.position().compareTo(want.from()) > 0 && matches(want.subscription(), event)) {
                body = body == null ? JsonNodeFactory.instance.objectNode() : body;
                body.setAll(want.subscription().body());
            }
        }
        if (body == null) {
            return Optional.empty();
        }
        body.setAll((ObjectNode) event.json().get("body"));
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("class", "subclass", "type", "obj_id")) {
            data.put(field, event.field(field));
        }
        data.put("event_id", event.position().eventId());
        data.set("body", body);
        return Optional.of(data);
    }

    private static boolean matches(Subscription subscription, LoggedEvent event) {
        return fits(subscription.eventClass(), event.field("class"))
                && fits(subscription.subclass(), event.field("subclass"))
                && fits(subscription.type(), event.field("type")) && fits(subscription.objId(), event.object());
    }

    private static boolean fits(String pattern, String value) {
        return pattern.equals(Subscription.ANY) || pattern.equals(value);
    }
}
