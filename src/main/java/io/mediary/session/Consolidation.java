package io.mediary.session;

import java.util.List;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Candidate;
import io.mediary.session.Session.Pending;
import io.mediary.store.Candidates;
import io.mediary.store.Kind;
import io.smallrye.mutiny.Uni;

/**
 * Puts candidates into the SDP for those who do not trickle: when the last one has come, or at the deadline {@code ice}. With
 * none at all the session ends with {@code no_ice_candidates}.
 */
@ApplicationScoped
public class Consolidation {

    private static final Logger LOG = Logger.getLogger(Consolidation.class);

    private final Sessions sessions;
    private final Candidates candidates;
    private final Negotiation negotiation;
    private final SessionEnding ending;
    private final SessionLinks links;
    private final SessionEvents events;
    private final ObjectMapper json;

    Consolidation(Sessions sessions, Candidates candidates, Negotiation negotiation, SessionEnding ending,
            SessionLinks links, SessionEvents events, ObjectMapper json) {
        this.sessions = sessions;
        this.candidates = candidates;
        this.negotiation = negotiation;
        this.ending = ending;
        this.links = links;
        this.events = events;
        this.json = json;
    }

    /**
     * A description has become pending, perhaps: goes on at once where its last candidate was there before it. One that
     * comes later finds the pending description itself. Never fails: what cannot be done now is done at the deadline.
     */
    Uni<Void> begun(Session session) {
        if (session.pending().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Pending pending = session.pending().get();
        return collected(session.sessionId(), pending)
                .flatMap(found -> found.stream().anyMatch(Consolidation::isLast)
                        ? complete(session.sessionId(), pending)
                        : Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.infof("session %s waits for its candidates: %s", session.sessionId(), failure.getMessage());
                    return Uni.createFrom().voidItem();
                });
    }

    /** Time is up for what is pending; nothing happens where nothing is, or the session is over. */
    Uni<Void> complete(String sessionId) {
        return complete(sessionId, pending -> true);
    }

    /** The last candidate for a pending description is there; nothing happens where another one is pending by now. */
    Uni<Void> complete(String sessionId, Pending waited) {
        return complete(sessionId, waited::equals);
    }

    private Uni<Void> complete(String sessionId, Predicate<Pending> wanted) {
        return sessions.change(sessionId, (lease, session) -> session.pending().filter(wanted).isEmpty()
                ? Uni.createFrom().item(Sessions.Step.nothing(session))
                : collected(sessionId, session.pending().get())
                        .flatMap(found -> Negotiation.hasCandidates(session.pending().get(), real(found))
                                ? proceed(session, found)
                                : ended(session, Session.Ended.of(
                                        Failure.of(ErrorCode.NO_ICE_CANDIDATES)))))
                .flatMap(next -> next.map(this::begun).orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Sessions.Step<Session>> proceed(Session session, List<Candidate> found) {
        return negotiation.complete(session, real(found), found.size())
                .map(outcome -> Sessions.Step.write(links.answered(outcome.session(), outcome.change()),
                        outcome.session()))
                .onFailure(Failure.class)
                .recoverWithUni(failure -> ended(session, Session.Ended.of((Failure) failure)));
    }

    private Uni<Sessions.Step<Session>> ended(Session session, Session.Ended why) {
        return ending.end(session, why).map(change -> Sessions.Step.write(change, session.withEnded(why)));
    }

    private static List<Candidate> real(List<Candidate> found) {
        return found.stream().filter(candidate -> !isLast(candidate)).toList();
    }

    private static boolean isLast(Candidate candidate) {
        return candidate.candidate().isEmpty();
    }

    private Uni<List<Candidate>> collected(String id, Pending pending) {
        Uni<List<String>> texts = pending.by() == Pending.Side.CLIENT
                ? candidates.parked(Kind.SESSION, id)
                : candidates.found(Kind.SESSION, id);
        return texts.map(all -> all.stream()
                .map(text -> pending.by() == Pending.Side.CLIENT ? client(text) : server(text))
                .toList());
    }

    private Candidate client(String text) {
        return json.convertValue(tree(text), Candidate.class);
    }

    private Candidate server(String text) {
        ObjectNode event = tree(text);
        return event.path("type").asText().equals("candidate") ? events.candidate(event) : new Candidate("", 0, "");
    }

    private ObjectNode tree(String text) {
        try {
            return (ObjectNode) json.readTree(text);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a candidate: " + text, foreign);
        }
    }
}
