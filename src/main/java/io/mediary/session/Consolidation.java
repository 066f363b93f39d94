package io.mediary.session;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

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

    /** Goes on with what is pending; nothing happens where nothing is, or the session is over. */
    Uni<Void> complete(String sessionId) {
        return sessions.change(sessionId, (lease, session) -> session.pending().isEmpty()
                ? Uni.createFrom().item(Sessions.Step.nothing(true))
                : collected(session, session.pending().get())
                        .flatMap(found -> Negotiation.hasCandidates(session.pending().get(), found)
                                ? proceed(session, found)
                                : ending.end(session, ErrorCode.NO_ICE_CANDIDATES)
                                        .map(change -> Sessions.Step.write(change, true))))
                .replaceWithVoid();
    }

    private Uni<Sessions.Step<Boolean>> proceed(Session session, List<Candidate> found) {
        return negotiation.complete(session, found)
                .map(outcome -> Sessions.Step.write(links.answered(outcome.session(), outcome.change()), true))
                .onFailure(Failure.class)
                .recoverWithUni(failure -> ending.end(session, ending(failure))
                        .map(change -> Sessions.Step.write(change, true)));
    }

    private static Session.Ended ending(Throwable failure) {
        Failure known = (Failure) failure;
        return new Session.Ended(known.code(), known.getMessage());
    }

    private Uni<List<Candidate>> collected(Session session, Pending pending) {
        String id = session.sessionId();
        Uni<List<String>> texts = pending.by() == Pending.Side.CLIENT
                ? candidates.parked(Kind.SESSION, id)
                : candidates.found(Kind.SESSION, id);
        return texts.map(all -> all.stream()
                .map(text -> pending.by() == Pending.Side.CLIENT ? client(text) : server(text))
                .filter(candidate -> !candidate.candidate().isEmpty())
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
