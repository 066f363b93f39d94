package io.mediary.connection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Delivered;
import io.mediary.event.LogPosition;
import io.mediary.event.Receiver;
import io.mediary.event.Subscription;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Tells a client, whose events were trimmed from a log before it came back, how things are: a {@code resync} event with
 * the object's state, or for {@code *} with the ids of all. An object that is gone has an empty body. Thread-safe.
 */
@ApplicationScoped
public class Resync {

    private static final Logger LOG = Logger.getLogger(Resync.class);

    /** A subscription to all objects misses in many partitions at once, and needs to be told once. */
    private static final long GATHER_MILLIS = 100;

    /** Redis has just been in trouble, or there would be nothing to tell. */
    private static final int ATTEMPTS = 30;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final List<StateReader> readers;
    private final Set<String> gathering = ConcurrentHashMap.newKeySet();

    Resync(Vertx vertx, @All List<StateReader> readers) {
        this.vertx = vertx;
        this.readers = readers;
    }

    /**
     * Reads the state of what a subscription is for.
     *
     * @param out gets each event; called from any thread
     */
    void events(Receiver receiver, Subscription missed, int partition, LogPosition position, Consumer<Delivered> out) {
        Caller caller = new Caller(true, receiver.user(), receiver.administrator(), Optional.of(receiver.id()),
                Optional.empty());
        boolean all = missed.objId().equals(Subscription.ANY);
        List<StateReader> meant = readers.stream().filter(reader -> means(missed, reader)).toList();
        Consumer<ObjectNode> event = data -> out
                .accept(new Delivered(partition, position, data.put("event_id", eventId(partition, position, data))));
        if (!all) {
            state(meant, missed, caller, event);
        } else {
            String key = receiver.id() + " " + StoredSubscriptions.field(missed);
            if (gathering.add(key)) {
                vertx.setTimer(GATHER_MILLIS, timer -> {
                    gathering.remove(key);
                    state(meant, missed, caller, event);
                });
            }
        }
    }

    private void state(List<StateReader> meant, Subscription missed, Caller caller, Consumer<ObjectNode> out) {
        if (meant.isEmpty()) {
            out.accept(data(missed.eventClass(), missed.subclass(), missed, JsonNodeFactory.instance.objectNode()));
        }
        for (StateReader reader : meant) {
            body(reader, missed.objId(), caller).onFailure(Resync::isAway).retry()
                    .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                    .atMost(ATTEMPTS).subscribe().with(
                            body -> out.accept(data(reader.eventClass(), reader.subclass(), missed, body)),
                            failure -> LOG.warnf("no resync of %s for %s: %s", missed.objId(), caller.user(), failure));
        }
    }

    private static Uni<ObjectNode> body(StateReader reader, String objId, Caller caller) {
        if (objId.equals(Subscription.ANY)) {
            return reader.ids(caller).map(ids -> {
                ObjectNode body = JsonNodeFactory.instance.objectNode();
                ids.forEach(body.putArray("ids")::add);
                return body;
            });
        }
        return reader.info(objId, caller).onFailure(Resync::isGone)
                .recoverWithItem(() -> JsonNodeFactory.instance.objectNode());
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.UNAVAILABLE;
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof Failure known && known.code() != ErrorCode.UNAVAILABLE;
    }

    private static boolean means(Subscription missed, StateReader reader) {
        return (missed.eventClass().equals(Subscription.ANY) || missed.eventClass().equals(reader.eventClass()))
                && (missed.subclass().equals(Subscription.ANY) || missed.subclass().equals(reader.subclass()));
    }

    private static ObjectNode data(String eventClass, String subclass, Subscription missed, ObjectNode state) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("class", eventClass).put("subclass", subclass).put("type", "resync").put("obj_id", missed.objId());
        ObjectNode body = missed.body().deepCopy();
        body.setAll(state);
        data.set("body", body);
        return data;
    }

    /** After the last event that the state comprises, and of this object alone. */
    private static String eventId(int partition, LogPosition position, ObjectNode state) {
        return position.eventId(partition) + "-" + state.path("obj_id").asText();
    }
}
