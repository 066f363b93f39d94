package io.mediary.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.SessionConfig;
import io.mediary.connection.Connections;
import io.mediary.event.Delivery;
import io.mediary.event.Subscription;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpType;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
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
    private final MediaPlane plane;
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
    private final SessionConfig config;

    SessionCreation(Records records, MediaPlane plane, Negotiation negotiation, SessionEnding ending,
            SessionEvents events, SessionDocument document, SessionLinks links, AwaitDescription await,
            ClientCandidates candidates, Consolidation consolidation, Connections connections, Delivery delivery,
            ObjectMapper json,
            SessionConfig config) {
        this.records = records;
        this.plane = plane;
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
        this.config = config;
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
        return links.master(input.masterId(), caller)
                .flatMap(node -> plane.choose(node))
                .map(place -> session(id, place, input, offer, maker, caller))
                .flatMap(session -> record(session, input, maker)
                        .flatMap(lease -> made(lease, session, offer, wait)))
                .onFailure(failure -> caller.idempotencyKey().isPresent() && isDuplicate(failure))
                .recoverWithUni(() -> repeated(id, offer.isPresent(), wait));
    }

    private Uni<Lease> record(Session session, CreateSession.Input input, Optional<NewRecord.ConnectionRef> maker) {
        Optional<Subscription> subscription = maker.filter(ref -> input.subscribe().orElse(true))
                .map(ref -> new Subscription("media", "session", Subscription.ANY, session.sessionId(),
                        input.eventBody().orElseGet(json::createObjectNode)));
        subscription.ifPresent(wanted -> delivery.expect(maker.get().id(), wanted));
        NewRecord record = new NewRecord(Kind.SESSION, session.sessionId(), session.userId(), document.write(session),
                maker, subscription.map(wanted -> ((ObjectNode) json.valueToTree(wanted)).toString()),
                List.of(events.created(session)));
        return records.create(record)
                .onFailure()
                .call(() -> subscription.isPresent()
                        ? delivery.unsubscribe(maker.get().id(), subscription.get())
                        : Uni.createFrom().nullItem());
    }

    private Uni<CreateSession.Output> made(Lease lease, Session session, Optional<Description> offer, boolean wait) {
        Uni<Session> ready = Uni.createFrom()
                .deferred(() -> negotiation.begin(session, offer))
                .onFailure()
                .call(failure -> failed(lease, session, failure))
                .flatMap(outcome -> records.commit(lease, links.announced(outcome))
                        .map(done -> outcome.session())
                        .onFailure()
                        .call(failure -> failed(lease, outcome.session(), failure)))
                .call(consolidation::begun);
        if (wait) {
            return ready.flatMap(made -> replied(made, offer.isPresent()));
        }
        ready.subscribe().with(this::flush, failure -> LOG
                .infof("session %s could not be made: %s", session.sessionId(), failure.getMessage()));
        return Uni.createFrom()
                .item(new CreateSession.Output(session.sessionId(), Optional.empty(), Optional.empty()));
    }

    /** What came early goes to the media server now; where that fails, the store's deadline does it. */
    private void flush(Session made) {
        candidates.flush(made.sessionId()).subscribe().with(
                done -> LOG.debugf("session %s is made", made.sessionId()),
                failure -> LOG.debugf("candidates of session %s wait: %s", made.sessionId(), failure.getMessage()));
    }

    /** The creation failed while this instance lives: the session ends, with everything that was made for it. */
    private Uni<?> failed(Lease lease, Session session, Throwable failure) {
        Session.Ended why = failure instanceof Failure known
                ? new Session.Ended(known.code(), known.getMessage())
                : new Session.Ended(ErrorCode.INTERNAL_ERROR, ErrorCode.INTERNAL_ERROR.text(""));
        return ending.end(session, why).flatMap(change -> records.commit(lease, change)).onFailure().invoke(
                again -> LOG.warnf("session %s is left to its deadline: %s", session.sessionId(), again.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<CreateSession.Output> replied(Session made, boolean offeree) {
        return await.of(made, !offeree).map(sdp -> new CreateSession.Output(made.sessionId(),
                offeree ? Optional.empty() : Optional.of(sdp), offeree ? Optional.of(sdp) : Optional.empty()));
    }

    /** The answer to a creation that was asked for before, with the same key. */
    private Uni<CreateSession.Output> repeated(String id, boolean offeree, boolean wait) {
        if (!wait) {
            return Uni.createFrom().item(new CreateSession.Output(id, Optional.empty(), Optional.empty()));
        }
        return records.read(Kind.SESSION, id)
                .map(found -> document.read(found.orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND)).doc()))
                .flatMap(session -> replied(session, offeree));
    }

    private static boolean isDuplicate(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.DUPLICATED_SESSION_ID;
    }

    private static String repeatable(String user, String key) {
        return UUID.nameUUIDFromBytes((user.length() + ":" + user + key).getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Session session(String id, Place place, CreateSession.Input input, Optional<Description> offer,
            Optional<NewRecord.ConnectionRef> maker, Caller caller) {
        Session.Options options = new Session.Options(input.noOfferTrickleIce().orElse(false),
                input.noAnswerTrickleIce().orElse(false), input.trickleIceTimeout().orElse(5_000),
                offer.map(Description::sdpType).orElseGet(() -> input.sdpType().orElse(SdpType.WEBRTC)),
                input.waitTimeout().orElse(config.waitTimeout().toSeconds()),
                input.readyTimeout().orElse(config.readyTimeout().toSeconds()),
                input.setMasterAnswer().orElse(false), input.stopAfterPeer().orElse(true),
                input.access().orElse(Session.Access.USER));
        Session.Media media = new Session.Media(input.muteAudio().orElse(false), input.muteVideo().orElse(false),
                input.muteData().orElse(false), input.bitrate().orElse(0));
        Session.Link link = new Session.Link(input.masterId(), Optional.empty());
        return new Session(id, input.type(), offer.isPresent() ? Session.Role.OFFEREE : Session.Role.OFFERER,
                caller.user(), maker.map(NewRecord.ConnectionRef::id), options, media, Optional.empty(),
                Optional.empty(), Optional.empty(), link, place, Optional.empty(), Optional.empty());
    }
}
