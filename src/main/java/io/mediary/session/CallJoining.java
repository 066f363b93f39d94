package io.mediary.session;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.sdp.Description;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.Change;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/**
 * What a call tells its sessions: the callee's that was accepted takes its answer and is bridged to the caller's in the same step;
 * those that are not needed end. Each is applied under the session's lease, and twice is as good as once. Thread-safe.
 */
@ApplicationScoped
public class CallJoining {

    private final Sessions sessions;
    private final Negotiation negotiation;
    private final SessionTypes types;
    private final SessionWiring wiring;
    private final SessionLinks links;
    private final SessionEnding ending;
    private final SessionEvents events;
    private final SessionDocument document;
    private final Consolidation consolidation;
    private final ObjectMapper json;

    CallJoining(Sessions sessions, Negotiation negotiation, SessionTypes types, SessionWiring wiring,
            SessionLinks links, SessionEnding ending, SessionEvents events, SessionDocument document,
            Consolidation consolidation, ObjectMapper json) {
        this.sessions = sessions;
        this.negotiation = negotiation;
        this.types = types;
        this.wiring = wiring;
        this.links = links;
        this.ending = ending;
        this.events = events;
        this.document = document;
        this.consolidation = consolidation;
        this.json = json;
    }

    /** Message {@link CallSessions#ACCEPTED}. What the media server refuses ends the session, which the call is told. */
    Uni<Void> accepted(String id, String payload) {
        Description answer = read(payload, Description.class);
        return sessions.<Optional<Session>>change(id, (lease, session) -> session.isApart()
                ? joined(session, answer)
                : Uni.createFrom().item(Sessions.Step.nothing(Optional.empty())))
                .flatMap(done -> done.flatMap(joined -> joined)
                        .map(consolidation::begun)
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .onFailure(CallJoining::isForGood)
                .recoverWithUni(refused -> ended(id, Session.Ended.of((Failure) refused)));
    }

    private Uni<Sessions.Step<Optional<Session>>> joined(Session session, Description answer) {
        return sessions.live(session.link().masterId().orElseThrow()).flatMap(caller -> caller.isEmpty()
                ? ending.end(session, ErrorCode.PEER_STOPPED)
                        .map(change -> Sessions.Step.write(change, Optional.<Session>empty()))
                : joined(session, caller.get(), answer));
    }

    private Uni<Sessions.Step<Optional<Session>>> joined(Session session, Session caller, Description answer) {
        Session named = session.withCall(session.call().map(InCall::nowJoined));
        Session joined = session.joined().isPresent()
                ? named.withType(session.type(), Optional.of(Joined.peer(UUID.randomUUID().toString(), caller)))
                : named;
        return wiring.change(session, joined)
                .chain(() -> negotiation.accept(joined, answer))
                .map(outcome -> Sessions.Step.write(change(outcome), Optional.of(outcome.session())));
    }

    private Change change(Negotiation.Outcome outcome) {
        Session session = outcome.session();
        Change change = links.announced(outcome).andDelivered();
        return session.joined().isPresent()
                ? change.and(types.of(session.type()).entered(session).toArray(Message[]::new))
                        .and(events.type(session))
                : change;
    }

    /** Message {@link CallSessions#ENDED}: without telling the call, which knows. */
    Uni<Void> ended(String id, String payload) {
        CallSessions.Over over = read(payload, CallSessions.Over.class);
        return over(id, over.why(), over.likewise());
    }

    /** The same of one session. */
    Uni<Void> over(String id, Session.Ended why) {
        return over(id, why, List.of());
    }

    private Uni<Void> over(String id, Session.Ended why, List<String> likewise) {
        return sessions.change(id, (lease, session) -> ending.endByCall(session, why, likewise)
                .map(change -> Sessions.Step.write(change, true))).replaceWithVoid();
    }

    /** The call knows of it when this completes: whoever has accepted waits for that. */
    private Uni<Void> ended(String id, Session.Ended why) {
        return sessions.change(id, (lease, session) -> ending.end(session, why)
                .map(change -> Sessions.Step.write(change.andDelivered(), true))).replaceWithVoid();
    }

    /** Message {@link CallSessions#PARTY}. */
    Uni<Void> party(String id, String payload) {
        String user = read(payload, CallSessions.Party.class).user();
        return sessions.change(id, (lease, session) -> {
            Optional<InCall> known = session.call().filter(call -> !call.parties().contains(user));
            return Uni.createFrom().item(known.isEmpty()
                    ? Sessions.Step.nothing(true)
                    : Sessions.Step.write(Change.builder()
                            .doc(document.write(session.withCall(known.map(call -> call.with(user)))))
                            .build(), true));
        }).replaceWithVoid();
    }

    /** The media server will never take this answer: to try again is no use. */
    private static boolean isForGood(Throwable failure) {
        return failure instanceof Failure known
                && (known.code() == ErrorCode.KMS_ERROR || known.code() == ErrorCode.SYNTAX_ERROR
                        || known.code() == ErrorCode.SESSION_NOT_FOUND
                        || known.code() == ErrorCode.INCOMPATIBLE_SESSION);
    }

    private <T> T read(String payload, Class<T> type) {
        try {
            return json.readValue(payload, type);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a message of this version: " + payload, foreign);
        }
    }
}
