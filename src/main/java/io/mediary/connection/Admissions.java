package io.mediary.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.mediary.event.Delivery;
import io.mediary.event.LogPosition;
import io.mediary.event.Receiver;
import io.mediary.event.Subscription;
import io.mediary.function.Authentication.Principal;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.NewRecord.ConnectionRef;
import io.smallrye.mutiny.Uni;

/** How a socket gets a connection's record, and how it gives it back. Thread-safe. */
@ApplicationScoped
public class Admissions {

    private static final Logger LOG = Logger.getLogger(Admissions.class);

    private final ConnectionRecords records;
    private final Users users;
    private final Delivery delivery;

    Admissions(ConnectionRecords records, Users users, Delivery delivery) {
        this.records = records;
        this.users = users;
        this.delivery = delivery;
    }

    /**
     * Resumes the connection {@code former} for a new socket, or makes a record where there is none (any more).
     *
     * @param id of a new record
     * @param who an empty user with {@code former}: whoever that belongs to
     * @return fails with {@code invalid_session_id} where the former one is another user's, {@code unauthorized} where the user is the
     *         gateways'
     */
    Uni<Admission> admit(String id, Optional<String> former, Principal who, Peer peer) {
        if (peer.mayNotBe(who.user())) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.UNAUTHORIZED));
        }
        if (former.isEmpty()) {
            return open(id, who, peer);
        }
        return records.resume(former.get(), who, peer).onItem().transformToUni(resumed -> {
            if (resumed.othersUser()) {
                return Uni.createFrom().failure(Failure.of(ErrorCode.INVALID_SESSION_ID));
            }
            return resumed.admission().map(admission -> Uni.createFrom().item(admission))
                    .orElseGet(() -> open(id, who, peer));
        });
    }

    private Uni<Admission> open(String id, Principal asked, Peer peer) {
        Principal who = asked.user().isEmpty()
                ? new Principal(ANONYMOUS, asked.administrator(), asked.expiresAt())
                : asked;
        return users.enter(who.user(), id).chain(() -> records.open(id, who, peer));
    }

    /** The user of those who give no name where nobody has to. */
    static final String ANONYMOUS = "anonymous";

    /**
     * Brings events to a connection: its own and its user's, and what it had subscribed to. Where they begin is kept at
     * once: nothing that follows can be missed, even if this instance dies now.
     */
    Uni<Void> attach(Receiver receiver, Admission admission) {
        List<Subscription> subscriptions = new ArrayList<>(
                implicit(admission.ref().id(), admission.principal().user()));
        subscriptions.addAll(admission.subscriptions());
        return delivery.attach(receiver, subscriptions, admission.positions()).chain(() -> {
            Map<Integer, LogPosition> positions = delivery.positions(receiver.id());
            return records.save(admission.ref(), positions);
        }).onItem().transformToUni(held -> held
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(Failure.of(ErrorCode.INVALID_SESSION_ID)));
    }

    /** What each connection hears of without asking: events to its user and to itself. */
    static List<Subscription> implicit(String id, String user) {
        return List.of(own("user_event", user), own("session_event", id));
    }

    private static Subscription own(String subclass, String objId) {
        return new Subscription("core", subclass, Subscription.ANY, objId, JsonNodeFactory.instance.objectNode());
    }

    /**
     * A socket is gone. {@code clean}: its client said goodbye, which ends the connection; else the resume window runs.
     * Where Redis is away the window runs from its last push.
     */
    void leave(Receiver receiver, ConnectionRef ref, boolean clean) {
        Map<Integer, LogPosition> positions = delivery.positions(ref.id());
        delivery.detach(ref.id());
        Uni<Void> left = clean
                ? records.endClean(ref).chain(ending -> forget(ref.id(), ending))
                : records.lost(ref, positions);
        left.subscribe().with(done -> {
        }, failure -> LOG.infof("connection %s is left to its resume window: %s", ref.id(), failure.getMessage()));
    }

    /** Ends a connection wherever its socket is. {@code user}: who asks, empty for an administrator. */
    Uni<Void> stop(String id, Optional<String> user) {
        return records.stop(id, user).onItem().transformToUni(ending -> switch (ending.outcome()) {
            case "gone" -> Uni.createFrom().failure(Failure.of(ErrorCode.SESSION_NOT_FOUND));
            case "other" -> Uni.createFrom().failure(Failure.of(ErrorCode.UNAUTHORIZED));
            default -> forget(id, ending);
        });
    }

    /** Ends a connection whose resume window has passed, if it has. */
    Uni<Void> expire(String id) {
        return records.endExpired(id).chain(ending -> forget(id, ending));
    }

    private Uni<Void> forget(String id, ConnectionRecords.Ending ending) {
        return ending.user().map(user -> users.remove(user, List.of(id))).orElseGet(() -> Uni.createFrom().voidItem());
    }
}
