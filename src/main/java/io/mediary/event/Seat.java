package io.mediary.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.PartitionLog.Batch;

/** One receiver of this instance: what it wants to hear, and how far it is. Thread-safe. */
final class Seat {

    private record Key(String eventClass, String subclass, String type, String objId) {

        static Key of(Subscription subscription) {
            return new Key(subscription.eventClass(), subscription.subclass(), subscription.type(),
                    subscription.objId());
        }
    }

    /** A subscription, and after which position it counts in each partition; absent: in all of the log. */
    private record Wanted(Subscription subscription, Map<Integer, LogPosition> from) {

        boolean counts(int partition, LogPosition position) {
            return from.getOrDefault(partition, LogPosition.START).compareTo(position) < 0;
        }
    }

    /**
     * What a batch has for this receiver.
     *
     * @param missed subscriptions that lost something to the trimming of the log
     * @param from after which position {@code events} follow
     * @param events in order
     * @param replayed how many of them were in the log before the receiver came
     */
    record Taken(List<Subscription> missed, LogPosition from, List<Delivered> events, int replayed) {

        static final Taken NOTHING = new Taken(List.of(), LogPosition.START, List.of(), 0);
    }

    private final Receiver receiver;
    private final Map<Key, Wanted> wanted = new LinkedHashMap<>();
    private final Map<Integer, SeatPosition> positions = new TreeMap<>();
    private final Map<Integer, Integer> paused = new HashMap<>();
    private final Map<Integer, LogPosition> replays = new HashMap<>();
    private boolean left;

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
                new Wanted(subscription, former == null ? new HashMap<>() : former.from()));
        return former == null;
    }

    synchronized boolean remove(Subscription subscription) {
        return wanted.remove(Key.of(subscription)) != null;
    }

    synchronized List<Subscription> subscriptions() {
        return wanted.values().stream().map(Wanted::subscription).toList();
    }

    /** The subscriptions that a partition's log may have something for. */
    synchronized List<Subscription> subscriptions(int partition) {
        return wanted.values().stream().map(Wanted::subscription)
                .filter(subscription -> Watches.concerns(subscription.objId(), partition)).toList();
    }

    /** Holds back what comes in some partitions, until {@link #resume} was called as often in each. */
    synchronized void pause(Collection<Integer> partitions) {
        partitions.forEach(partition -> paused.merge(partition, 1, Integer::sum));
    }

    /** Ends a {@link #pause} in one partition. */
    synchronized void resume(int partition) {
        paused.computeIfPresent(partition, (number, times) -> times == 1 ? null : times - 1);
    }

    /** A subscription counts for what comes after {@code end} in a partition. */
    synchronized void from(Subscription subscription, int partition, LogPosition end) {
        Optional.ofNullable(wanted.get(Key.of(subscription))).ifPresent(want -> want.from().put(partition, end));
    }

    /** Enters a partition at a position, unless it is there already; how far it is then. Empty: it has left. */
    synchronized Optional<LogPosition> enter(int partition, LogPosition start) {
        return left
                ? Optional.empty()
                : Optional.of(positions.computeIfAbsent(partition, number -> new SeatPosition(start)).read());
    }

    /** What a partition's log has up to its end now is older than the receiver's coming. */
    synchronized void replays(int partition, LogPosition end) {
        replays.put(partition, end);
    }

    synchronized boolean isIn(int partition) {
        return positions.containsKey(partition);
    }

    /** Takes nothing any more. */
    synchronized void leave() {
        left = true;
        positions.clear();
    }

    /** The log of a partition has begun anew. */
    synchronized void restart(int partition, LogPosition position) {
        Optional.ofNullable(positions.get(partition)).ifPresent(here -> here.restart(position));
        replays.remove(partition);
        wanted.values().forEach(want -> want.from().remove(partition));
    }

    synchronized void acknowledged(int partition, LogPosition position) {
        Optional.ofNullable(positions.get(partition)).ifPresent(here -> here.acknowledged(position));
    }

    /** Up to where nothing is outstanding, by partition. */
    synchronized Map<Integer, LogPosition> safe() {
        Map<Integer, LogPosition> safe = new TreeMap<>();
        positions.forEach((partition, position) -> safe.put(partition, position.safe()));
        return safe;
    }

    /** What of a batch is for this receiver, in order; it counts as handed over. */
    synchronized Taken take(int partition, LogPosition start, Batch batch) {
        SeatPosition position = positions.get(partition);
        if (position == null || paused.containsKey(partition) || !position.continues(start)) {
            return Taken.NOTHING;
        }
        List<Subscription> missed = List.of();
        if (position.read().compareTo(batch.trimmed()) < 0) {
            missed = subscriptions(partition);
            position.advance(batch.trimmed());
        }
        LogPosition from = position.read();
        List<Delivered> taken = new ArrayList<>();
        for (LoggedEvent event : batch.events()) {
            if (event.position().compareTo(position.read()) > 0) {
                merged(partition, event).ifPresent(data -> {
                    position.handed(event.position());
                    taken.add(new Delivered(partition, event.position(), data));
                });
                position.advance(event.position());
            }
        }
        // Also past what could not be read: or the next batch would not continue this one.
        batch.last().filter(last -> last.compareTo(position.read()) > 0).ifPresent(position::advance);
        LogPosition old = replays.getOrDefault(partition, LogPosition.START);
        int replayed = (int) taken.stream().filter(event -> event.position().compareTo(old) <= 0).count();
        return new Taken(missed, from, taken, replayed);
    }

    private Optional<ObjectNode> merged(int partition, LoggedEvent event) {
        ObjectNode body = null;
        for (Wanted want : wanted.values()) {
            if (want.counts(partition, event.position()) && event.matches(want.subscription())) {
                body = body == null ? JsonNodeFactory.instance.objectNode() : body;
                body.setAll(want.subscription().body());
            }
        }
        return body == null || !event.visibleTo(receiver)
                ? Optional.empty()
                : Optional.of(data(partition, event, body));
    }

    private static ObjectNode data(int partition, LoggedEvent event, ObjectNode body) {
        JsonNode own = event.json().path("body");
        own.fields().forEachRemaining(field -> body.set(field.getKey(), field.getValue()));
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("class", "subclass", "type", "obj_id")) {
            data.put(field, event.field(field));
        }
        data.put("event_id", event.position().eventId(partition));
        data.set("body", body);
        return data;
    }
}
