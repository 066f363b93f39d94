package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.sdp.Description;
import io.mediary.session.type.Park;
import io.mediary.store.Change;
import io.mediary.store.Kind;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/**
 * The ties between a master and its slave. One never changes the other's record: it sends a message, which is applied under the
 * other's own lease.
 */
@ApplicationScoped
public class SessionLinks {

    /** Message to a master: the session in the payload is its slave. */
    static final String SLAVE_STARTED = "slave_started";
    /** Message to a master: its slave's answer, which is its own too. */
    static final String SLAVE_ANSWERED = "slave_answered";

    /** Message to either: the session in the payload is tied to it no more, and may live on. */
    static final String UNTIED = "untied";
    /** A record is written as a whole: it must not grow without end. */
    private static final int MOST_SLAVES = 256;

    private final Sessions sessions;
    private final SessionEnding ending;
    private final TypeChange types;
    private final Negotiation negotiation;
    private final SessionDocument document;
    private final ObjectMapper json;

    SessionLinks(Sessions sessions, SessionEnding ending, TypeChange types, Negotiation negotiation,
            SessionDocument document, ObjectMapper json) {
        this.sessions = sessions;
        this.ending = ending;
        this.types = types;
        this.negotiation = negotiation;
        this.document = document;
        this.json = json;
    }

    /**
     * Looks whether a caller may tie a new session to a master; empty without one.
     *
     * @return fails with {@code session_not_found}, {@code unauthorized}; with {@code too_many_requests} where it has 256 slaves
     */
    Uni<Optional<Session>> master(Optional<String> masterId, Caller caller) {
        return masterId.map(id -> sessions.named(id, caller).map(found -> {
            Session master = found.orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND));
            if (master.link().slaveIds().size() >= MOST_SLAVES) {
                throw Failure.of(ErrorCode.TOO_MANY_REQUESTS);
            }
            return Optional.of(master);
        })).orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    /** What the others are told of ties that a session has given up. */
    static List<Message> untied(Session before, Session after) {
        return before.link().others().stream()
                .filter(other -> !after.link().others().contains(other))
                .map(other -> new Message(Kind.SESSION, other, UNTIED, Notice.of(before.sessionId()).json()))
                .toList();
    }

    /** The change that completes a creation, with the word to its master. */
    Change announced(Negotiation.Outcome outcome) {
        Session slave = outcome.session();
        Optional<String> master = slave.link().masterId();
        if (master.isEmpty()) {
            return outcome.change();
        }
        Change change = outcome.change()
                .and(new Message(Kind.SESSION, master.get(), SLAVE_STARTED, Notice.of(slave.sessionId()).json()));
        return answered(slave, change);
    }

    /** A change that gives a slave its answer, with the word to its master if the master wants it. */
    Change answered(Session slave, Change change) {
        boolean wanted = slave.options().setMasterAnswer() && slave.answer().isPresent();
        return wanted
                ? slave.link()
                        .masterId()
                        .map(master -> change.and(new Message(Kind.SESSION, master, SLAVE_ANSWERED,
                                json.valueToTree(slave.answer().get()).toString())))
                        .orElse(change)
                : change;
    }

    /**
     * A slave has come, if it still is one. Where its master is gone already, the slave is told; where it is gone itself, the
     * master.
     */
    Uni<Void> slaveStarted(String master, String payload) {
        String slave = Notice.read(payload).sessionId();
        return sessions.change(master, (lease, session) -> sessions.find(slave).map(found -> found
                .filter(other -> other.link().masterId().filter(master::equals).isEmpty()).isPresent()
                        ? Sessions.Step.nothing(true)
                        : Sessions.Step.write(tied(session, slave), true)))
                .flatMap(tied -> tied.isEmpty()
                        ? peerStopped(slave, master)
                        : lives(slave).flatMap(
                                lives -> lives ? Uni.createFrom().voidItem() : peerStopped(master, slave)));
    }

    private Change tied(Session master, String slave) {
        Session tied = master.withLink(master.link().with(slave));
        Change.Builder change = Change.builder().doc(document.write(tied));
        if (master.endpoint().isEmpty()) {
            negotiation.route(tied).ifPresent(route -> change.route(document.writeRoute(route)));
        }
        return change.build();
    }

    /** The other end has given the tie up: so does this one, unless the other's record says otherwise. */
    Uni<Void> untied(String id, String payload) {
        String other = Notice.read(payload).sessionId();
        return sessions.change(id, (lease, session) -> sessions.find(other).map(found -> {
            boolean tied = found.filter(it -> it.link().others().contains(id)).isPresent();
            return tied || !session.link().others().contains(other)
                    ? Sessions.Step.nothing(true)
                    : Sessions.Step.write(Change.builder()
                            .doc(document.write(session.withLink(session.link().without(other))))
                            .build(), true);
        })).replaceWithVoid();
    }

    /** The other end has ended: this one does too, or is untied. */
    Uni<Void> peerStoppedMessage(String id, String payload) {
        return peerStopped(id, Notice.read(payload).sessionId());
    }

    private Uni<Boolean> lives(String id) {
        return sessions.live(id).map(Optional::isPresent);
    }

    private Uni<Void> peerStopped(String id, String stopped) {
        return sessions.change(id, (lease, session) -> {
            // The word of the slave's coming may be on its way still: what it is bridged to is gone all the same.
            if (!session.link().others().contains(stopped) && !session.isBridgedTo(stopped)) {
                return Uni.createFrom().item(Sessions.Step.nothing(true));
            }
            Session untied = session.withLink(session.link().without(stopped));
            Uni<Change> change = session.options().stopAfterPeer()
                    ? ending.end(untied, ErrorCode.PEER_STOPPED)
                    : untied(untied, stopped);
            return change.map(written -> Sessions.Step.write(written, true));
        }).replaceWithVoid();
    }

    /** Without the tie it goes on; where it was bridged to the same session, in {@code park}. */
    private Uni<Change> untied(Session session, String stopped) {
        return session.isBridgedTo(stopped)
                ? types.to(session, Park.NAME, Optional.empty(), session.media()).map(Change.Builder::build)
                : Uni.createFrom().item(Change.builder().doc(document.write(session)).build());
    }

    /** The slave's answer becomes the master's, unless that has one or never made an offer. */
    Uni<Void> slaveAnswered(String master, String payload) {
        Description answer = description(payload);
        return sessions.change(master, (lease, session) -> {
            if (session.offer().isEmpty() || session.answer().isPresent() || session.pending().isPresent()
                    || (session.endpoint().isPresent() && session.backendRole() != Session.Role.OFFERER)) {
                return Uni.createFrom().item(Sessions.Step.nothing(true));
            }
            return negotiation.accept(session, answer).map(outcome -> Sessions.Step.write(outcome.change(), true));
        }).onFailure(SessionLinks::isForGood).recoverWithUni(
                refused -> sessions.change(master,
                        (lease, session) -> ending.end(session, Session.Ended.of((Failure) refused))
                                .map(change -> Sessions.Step.write(change, true))))
                .replaceWithVoid();
    }

    /** The media server will never take this answer: to try again is no use. */
    private static boolean isForGood(Throwable failure) {
        return failure instanceof Failure known
                && (known.code() == ErrorCode.KMS_ERROR || known.code() == ErrorCode.SYNTAX_ERROR
                        || known.code() == ErrorCode.INCOMPATIBLE_SESSION);
    }

    private Description description(String payload) {
        try {
            return json.readValue(payload, Description.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a message of this version: " + payload, foreign);
        }
    }
}
