package io.mediary.event;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/**
 * Brings logged events to the receivers of this instance. Bells (pub/sub) only say that a log has grown; the log is
 * read once for all receivers of the instance. Thread-safe.
 */
public interface Delivery {

    /**
     * A receiver arrives: with positions where it resumes, without where it is new (then it starts at the logs' ends).
     * Completes when the instance is in all watch sets, after which nothing is missed.
     *
     * @param positions by partition, the last position that the receiver's client is known to have had
     */
    Uni<Void> attach(Receiver receiver, List<Subscription> subscriptions, Map<Integer, LogPosition> positions);

    /** Adds a subscription, from the log's end on; the same key fields again replace its body. */
    Uni<Void> subscribe(String receiver, Subscription subscription);

    /**
     * Adds a subscription to an object that is about to be made, without a round trip: the script that makes the object
     * enters this instance in the object's watchers.
     */
    void expect(String receiver, Subscription subscription);

    /** Takes a subscription away; false where there was none with these key fields. */
    Uni<Boolean> unsubscribe(String receiver, Subscription subscription);

    /** In the order of subscription. */
    List<Subscription> subscriptions(String receiver);

    /**
     * The client has this event and all before it in its partition... the highest contiguous acknowledged position is
     * kept.
     */
    void acknowledged(String receiver, int partition, LogPosition position);

    /** For each watched partition the position up to which nothing is outstanding: what a cursor saves. */
    Map<Integer, LogPosition> positions(String receiver);

    /** A receiver leaves. Its watch entries go, unless another needs them. */
    void detach(String receiver);

    /** Appends an event that belongs to no record (an application's, {@code user_event}) to its object's log. */
    Uni<Void> publish(Event event);

    /** The receiver of this id, if it is here. */
    Optional<Receiver> receiver(String id);
}
