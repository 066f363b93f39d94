package io.mediary.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.connection.Connections;
import io.mediary.event.Delivery;
import io.mediary.event.Subscription;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.SessionDrafts.Draft;
import io.mediary.session.sdp.Description;
import io.mediary.session.type.SessionType;
import io.mediary.session.type.SessionTypes;
import io.mediary.signal.Trail;
import io.mediary.store.Change;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Message;
import io.mediary.store.NewRecord;
import io.mediary.store.Partition;
import io.mediary.store.Records;
import io.smallrye.mutiny.Uni;

/**
 * Makes sessions: the record first, then the media, then the commit. Whoever dies in between leaves a record whose
 * deadline leads to what was made.
 */
@ApplicationScoped
public class SessionCreation {

    private static final Logger LOG = Logger.getLogger(SessionCreation.class);

    private final Records records;
    private final Sessions sessions;
    private final SessionDrafts drafts;
    private final SessionTypes types;
    private final Negotiation negotiation;
    private final SessionEnding ending;
    private final SessionEvents events;
    private final SessionDocument document;
    private final SessionLinks links;
    private final AwaitDescription await;
    private final ClientCandidates candidates;
    private final Consolidation consolidation;
    private final Connections connections;
    private final Delivery delivery;
    private final ObjectMapper json;

    SessionCreation(Records records, Sessions sessions, SessionDrafts drafts, SessionTypes types,
            Negotiation negotiation, SessionEnding ending, SessionEvents events, SessionDocument document,
            SessionLinks links, AwaitDescription await, ClientCandidates candidates, Consolidation consolidation,
            Connections connections, Delivery delivery, ObjectMapper json) {
        this.records = records;
        this.sessions = sessions;
        this.drafts = drafts;
        this.types = types;
        this.negotiation = negotiation;
        this.ending = ending;
        this.events = events;
        this.document = document;
        this.links = links;
        this.await = await;
        this.candidates = candidates;
        this.consolidation = consolidation;
        this.connections = connections;
        this.delivery = delivery;
        this.json = json;
    }

    /**
     * Makes a session. Without {@code wait} it answers as soon as the record is there, and what fails later is told by
     * the session's {@code destroyed} event.
     */
    Uni<CreateSession.Output> create(CreateSession.Input input, Optional<Description> offer, boolean wait,
            Caller caller) {
        Optional<NewRecord.ConnectionRef> connection = caller.connection().flatMap(connections::ref);
        String id = caller.idempotencyKey()
                .map(key -> repeatable(caller.user(), key))
                .orElseGet(() -> connection.map(ref -> Partition.of(ref.id()).newId())
                        .orElseGet(() -> UUID.randomUUID().toString()));
        Optional<NewRecord.ConnectionRef> maker = connection
                .filter(ref -> Partition.of(ref.id()).equals(Partition.of(id)));
        return Trail.current().about(id).call(() -> repeated(id, caller).flatMap(former -> former.isPresent()
                ? reply(former.get(), wait)
                : drafts.of(id, input, offer, maker.map(NewRecord.ConnectionRef::id), caller)
                        .flatMap(draft -> record(draft.session(), input, maker)
                                .onFailure().call(() -> drafts.dropped(draft))
                                .flatMap(lease -> made(lease, draft, wait)))
                        .onFailure(failure -> caller.idempotencyKey().isPresent() && isDuplicate(failure))
                        .recoverWithUni(() -> repeated(id, caller)
                                .flatMap(session -> reply(session.orElseThrow(SessionCreation::isGone), wait)))));
    }

    /**
     * Makes an end of a call, whose id is settled; answers as {@link #create}.
     *
     * @param connection that it belongs to, in the partition of the id
     * @param owner whose it is; what it names is not asked whether it allows that where it is an administrator
     */
    Uni<CreateSession.Output> create(String id, InCall call, CreateSession.Input input, Optional<Description> offer,
            Optional<NewRecord.ConnectionRef> connection, Caller owner) {
        boolean wait = input.waitReply().orElse(false);
        return Trail.current().about(id).call(() -> drafts
                .of(id, input, offer, connection.map(NewRecord.ConnectionRef::id), owner)
                .map(draft -> inCall(draft, call))
                .flatMap(draft -> record(draft.session(), input, connection)
                        .onFailure().call(() -> drafts.dropped(draft))
                        .flatMap(lease -> made(lease, draft, wait))));
    }

    private static Draft inCall(Draft draft, InCall call) {
        Session session = draft.session().withCall(Optional.of(call));
        return new Draft(session.isApart() && session.joined().isPresent()
                ? session.withType(session.type(), session.joined().map(Joined::apart))
                : session, draft.offer());
    }

    /** The session that was made before by the same idempotency key; an ended one too. */
    private Uni<Optional<Session>> repeated(String id, Caller caller) {
        return caller.idempotencyKey().isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : sessions.find(id);
    }

    private static Failure isGone() {
        return Failure.of(ErrorCode.SESSION_NOT_FOUND);
    }

    private Uni<Lease> record(Session session, CreateSession.Input input, Optional<NewRecord.ConnectionRef> maker) {
        Optional<Subscription> subscription = maker.filter(ref -> input.subscribe().orElse(true))
                .map(ref -> new Subscription("media", "session", Subscription.ANY, session.sessionId(),
                        input.eventBody().orElseGet(json::createObjectNode)));
        subscription.ifPresent(wanted -> delivery.expect(maker.get().id(), wanted));
        NewRecord record = new NewRecord(Kind.SESSION, session.sessionId(), session.userId(), document.write(session),
                maker, subscription.map(wanted -> ((ObjectNode) json.valueToTree(wanted)).toString()),
                List.of(events.created(session)), session.isApart()
                        || maker.map(NewRecord.ConnectionRef::id).filter(connections::isGateway).isPresent());
        return records.create(record)
                .onFailure()
                .call(() -> subscription.isPresent()
                        ? delivery.unsubscribe(maker.get().id(), subscription.get())
                        : Uni.createFrom().nullItem());
    }

    private Uni<CreateSession.Output> made(Lease lease, Draft draft, boolean wait) {
        Session session = draft.session();
        Uni<Session> ready = Uni.createFrom()
                .deferred(() -> negotiation.begin(session, draft.offer()))
                .onFailure()
                .call(failure -> failed(lease, session, failure))
                .flatMap(outcome -> records.commit(lease, announced(outcome))
                        .map(done -> outcome.session())
                        .onFailure()
                        .call(failure -> failed(lease, outcome.session(), failure)))
                .call(consolidation::begun);
        if (wait) {
            return ready.flatMap(made -> reply(made, true));
        }
        ready.subscribe().with(this::flush, failure -> LOG
                .infof("session %s could not be made: %s", session.sessionId(), failure.getMessage()));
        return reply(session, false);
    }

    /** The commit that makes it what it is: told to those that it is joined and tied to, and by an event. */
    private Change announced(Negotiation.Outcome outcome) {
        Session session = outcome.session();
        SessionType type = types.of(session.type());
        if (session.isApart()) {
            return outcome.change();
        }
        Change change = links.announced(outcome).and(type.entered(session).toArray(Message[]::new)).andDelivered();
        return type.extension(session).isEmpty() ? change : change.and(events.type(session));
    }

    /** What came early goes to the media server now; where that fails, the store's deadline does it. */
    private void flush(Session made) {
        candidates.flush(made.sessionId()).subscribe().with(
                done -> LOG.debugf("session %s is made", made.sessionId()),
                failure -> LOG.debugf("candidates of session %s wait: %s", made.sessionId(), failure.getMessage()));
    }

    /** The creation failed while this instance lives: the session ends, with everything that was made for it. */
    private Uni<?> failed(Lease lease, Session session, Throwable failure) {
        Session.Ended why = Session.Ended.of(failure instanceof Failure known
                ? known
                : Failure.of(ErrorCode.INTERNAL_ERROR));
        return ending.end(session, why).flatMap(change -> records.commit(lease, change)).onFailure().invoke(
                again -> LOG.warnf("session %s is left to its deadline: %s", session.sessionId(), again.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<CreateSession.Output> reply(Session session, boolean wait) {
        Optional<String> room = session.joined()
                .filter(joined -> joined.publisherId().isEmpty())
                .flatMap(Joined::roomId);
        CreateSession.Output made = new CreateSession.Output(session.sessionId(), room);
        boolean offer = session.backendRole() == Session.Role.OFFERER;
        return wait
                ? await.of(session, offer).map(sdp -> made.with(sdp, offer))
                : Uni.createFrom().item(made);
    }

    private static boolean isDuplicate(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.DUPLICATED_SESSION_ID;
    }

    private static String repeatable(String user, String key) {
        return UUID.nameUUIDFromBytes((user.length() + ":" + user + key).getBytes(StandardCharsets.UTF_8)).toString();
    }
}
