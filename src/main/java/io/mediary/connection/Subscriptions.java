package io.mediary.connection;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.mediary.config.ConnectionConfig;
import io.mediary.event.Delivery;
import io.mediary.event.LogPosition;
import io.mediary.event.Subscription;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.NewRecord.ConnectionRef;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * What the connections of this instance listen to, in the delivery of events and in their records alike. Each connection
 * hears of its user and of itself without asking; those subscriptions are not listed unless their body was set, and
 * cannot be taken away. Thread-safe.
 */
@ApplicationScoped
public class Subscriptions {

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    private final ConnectionConfig config;
    private final Delivery delivery;
    private final ConnectionRecords records;

    Subscriptions(ConnectionConfig config, Delivery delivery, ConnectionRecords records) {
        this.config = config;
        this.delivery = delivery;
        this.records = records;
    }

    /** Subscribes; when it completes, no later event is missed, whatever happens to this instance. */
    Uni<Void> subscribe(ClientConnection connection, Subscription subscription) {
        ConnectionRef ref = connection.ref().orElseThrow();
        List<Subscription> had = delivery.subscriptions(ref.id());
        if (isFull(had) && had.stream().noneMatch(sameKey(subscription))) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.TOO_MANY_REQUESTS));
        }
        return delivery.subscribe(ref.id(), subscription).onItem().transformToUni(done -> {
            Map<Integer, LogPosition> positions = delivery.positions(ref.id());
            return held(connection, records.subscribe(ref, subscription, positions));
        });
    }

    /** Subscriptions to one session or call may be the system's: others must not fill a connection's list with them. */
    private boolean isFull(List<Subscription> had) {
        long own = had.stream().filter(s -> !s.eventClass().equals("media") || s.objId().equals(Subscription.ANY))
                .count();
        return own >= config.subscriptions() || had.size() >= 2 * config.subscriptions();
    }

    /**
     * A connection that listens for the system.
     *
     * @param epoch of the connection
     * @param isNew it did not listen to any of that before
     */
    public record Listening(long epoch, boolean isNew) {
    }

    /**
     * Has a connection of this instance listen for the system, from now on; asked again, nothing changes. What it listens to so
     * does not count in the number of its own subscriptions, for others can bring it about.
     *
     * @return when no later event is missed whatever happens to this instance; fails with {@code too_many_requests}
     *         where it listens to twice as much as it may subscribe to, unless it is a gateway's
     */
    public Uni<Listening> listen(LocalConnection connection, List<Subscription> subscriptions) {
        ConnectionRef ref = connection.ref().orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND));
        List<Subscription> had = delivery.subscriptions(ref.id());
        boolean isNew = subscriptions.stream().noneMatch(one -> had.stream().anyMatch(sameKey(one)));
        if (had.size() >= 2 * config.subscriptions() && !isGateway(connection)) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.TOO_MANY_REQUESTS));
        }
        return Multi.createFrom().iterable(subscriptions)
                .onItem().transformToUniAndConcatenate(one -> delivery.subscribe(ref.id(), one)
                        .chain(() -> held(connection, records.subscribe(ref, one, delivery.positions(ref.id())))))
                .collect().asList().replaceWith(new Listening(ref.epoch(), isNew));
    }

    private static boolean isGateway(LocalConnection connection) {
        return connection instanceof ClientConnection client && client.peer().isGateway();
    }

    /** Undoes {@link #listen}: what comes to nothing is not listened to for good. */
    public Uni<Listening> ignore(LocalConnection connection, List<Subscription> subscriptions) {
        ConnectionRef ref = connection.ref().orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND));
        return held(connection, records.unsubscribe(ref, subscriptions))
                .chain(() -> Multi.createFrom().iterable(subscriptions)
                        .onItem().transformToUniAndConcatenate(one -> delivery.unsubscribe(ref.id(), one))
                        .collect().asList())
                .replaceWith(new Listening(ref.epoch(), false));
    }

    /** Takes a subscription away; none with these key fields is no error. */
    Uni<Void> unsubscribe(ClientConnection connection, Subscription subscription) {
        ConnectionRef ref = connection.ref().orElseThrow();
        return held(connection, records.unsubscribe(ref, List.of(subscription)))
                .chain(() -> implicit(connection).stream().anyMatch(sameKey(subscription))
                        ? delivery.subscribe(ref.id(), withoutBody(subscription))
                        : delivery.unsubscribe(ref.id(), subscription).replaceWithVoid());
    }

    /** In the order of subscription. */
    List<Subscription> list(ClientConnection connection) {
        List<Subscription> implicit = implicit(connection);
        return delivery.subscriptions(connection.id()).stream()
                .filter(s -> !s.body().isEmpty() || implicit.stream().noneMatch(sameKey(s))).toList();
    }

    /**
     * The client knows of an object's end: nothing more will come of it, and what a connection subscribed to object by
     * object must not pile up.
     */
    public void forgetEnded(LocalConnection connection, JsonNode event) {
        if (!isEnd(event)) {
            return;
        }
        String objId = event.path("obj_id").asText();
        List<Subscription> ended = delivery.subscriptions(connection.id()).stream()
                .filter(s -> s.objId().equals(objId) && s.eventClass().equals("media")).toList();
        if (ended.isEmpty() || connection.ref().isEmpty()) {
            return;
        }
        ended.forEach(s -> delivery.unsubscribe(connection.id(), s).subscribe().with(done -> {
        }, failure -> LOG.debugf("still watching %s: %s", objId, failure.getMessage())));
        records.unsubscribe(connection.ref().orElseThrow(), ended).subscribe().with(done -> {
        }, failure -> LOG.debugf("%s still names %s: %s", connection.id(), objId, failure.getMessage()));
    }

    /** The last event of an object, or the last that this connection gets of it: a call's hangup. */
    private static boolean isEnd(JsonNode event) {
        String type = event.path("type").asText();
        return event.path("class").asText().equals("media") && (type.equals("destroyed")
                || type.equals("hangup") && event.path("subclass").asText().equals("call")
                        && !event.path("body").path("others").asBoolean());
    }

    private static List<Subscription> implicit(ClientConnection connection) {
        return Admissions.implicit(connection.id(), connection.user());
    }

    private static Uni<Void> held(LocalConnection connection, Uni<Boolean> written) {
        return written.onItem().transformToUni(held -> {
            if (held) {
                return Uni.createFrom().voidItem();
            }
            connection.replaced();
            return Uni.createFrom().failure(Failure.of(ErrorCode.INVALID_SESSION_ID));
        });
    }

    private static Predicate<Subscription> sameKey(Subscription key) {
        return s -> s.eventClass().equals(key.eventClass()) && s.subclass().equals(key.subclass())
                && s.type().equals(key.type()) && s.objId().equals(key.objId());
    }

    private static Subscription withoutBody(Subscription s) {
        return new Subscription(s.eventClass(), s.subclass(), s.type(), s.objId(),
                JsonNodeFactory.instance.objectNode());
    }
}
