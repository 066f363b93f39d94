package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Candidate;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaPlane;
import io.mediary.session.Session.Pending;
import io.mediary.store.Candidates;
import io.mediary.store.Kind;
import io.mediary.store.LogEntry;
import io.mediary.store.Records;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The client's candidates on their way to the media server, in order. One that comes before the endpoint can take it is
 * parked; parked ones leave only when the media server has them, so that it may get one twice, which does no harm: where an instance dies
 * in between, or two send what is parked at once.
 */
@ApplicationScoped
public class ClientCandidates {

    private final Candidates candidates;
    private final MediaPlane plane;
    private final Sessions sessions;
    private final Negotiation negotiation;
    private final MediaEvents events;
    private final Consolidation consolidation;
    private final SessionDocument document;
    private final SessionLine line;
    private final ObjectMapper json;
    private final Records records;
    private final SessionEvents sessionEvents;

    ClientCandidates(Candidates candidates, MediaPlane plane, Sessions sessions, Negotiation negotiation,
            MediaEvents events, Consolidation consolidation, SessionDocument document, SessionLine line,
            ObjectMapper json, Records records, SessionEvents sessionEvents) {
        this.candidates = candidates;
        this.plane = plane;
        this.sessions = sessions;
        this.negotiation = negotiation;
        this.events = events;
        this.consolidation = consolidation;
        this.document = document;
        this.line = line;
        this.json = json;
        this.records = records;
        this.sessionEvents = sessionEvents;
    }

    /** Takes a candidate; one without text says that no more will come. */
    Uni<Void> take(String sessionId, Candidate candidate, Caller caller) {
        Optional<String> user = caller.administrator() ? Optional.empty() : Optional.of(caller.user());
        return line.next(sessionId, () -> take(sessionId, candidate, user)
                .onFailure(ClientCandidates::isOthers)
                .recoverWithUni(refused -> sessions.get(sessionId, caller)
                        .chain(() -> take(sessionId, candidate, Optional.empty()))));
    }

    /** Another user's: in a call that may be allowed. */
    private static boolean isOthers(Throwable failure) {
        return failure instanceof Failure known && known.code() == ErrorCode.UNAUTHORIZED;
    }

    private Uni<Void> take(String sessionId, Candidate candidate, Optional<String> user) {
        return candidates.offer(Kind.SESSION, sessionId, user, write(candidate)).flatMap(found -> {
            Candidates.Offered offered = found.orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND));
            return offered.route().isPresent()
                    ? send(document.readRoute(offered.route().get()), List.of(candidate))
                    : parked(document.read(offered.doc()), candidate);
        });
    }

    /** Gives the media server what is parked, if it can take it by now. */
    Uni<Void> flush(String sessionId) {
        return line.next(sessionId, () -> candidates.routed(Kind.SESSION, sessionId)
                .flatMap(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : drain(sessionId, document.readRoute(found.get().route()), found.get().parked())));
    }

    private Uni<Void> parked(Session session, Candidate candidate) {
        boolean last = candidate.candidate().isEmpty();
        Optional<Pending> waiting = session.pending().filter(pending -> pending.by() == Pending.Side.CLIENT);
        if (last && waiting.isPresent()) {
            return consolidation.complete(session.sessionId(), waiting.get());
        }
        boolean taken = session.backendRole() == Session.Role.OFFEREE
                ? session.pending().isEmpty() || !session.pending().get().offer()
                : session.answer().isPresent();
        return taken ? drain(session) : Uni.createFrom().voidItem();
    }

    private Uni<Void> drain(Session session) {
        return negotiation.route(session)
                .map(route -> candidates.parked(Kind.SESSION, session.sessionId())
                        .flatMap(parked -> drain(session.sessionId(), route, parked)))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> drain(String sessionId, CandidateRoute route, List<String> parked) {
        if (parked.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return send(route, parked.stream().map(this::read).toList())
                .chain(() -> candidates.taken(Kind.SESSION, sessionId, parked))
                .flatMap(left -> drain(sessionId, route, left));
    }

    private Uni<Void> send(CandidateRoute route, List<Candidate> some) {
        return route.endpoint().isPresent()
                ? add(route.endpoint().get(), some)
                : pass(route.session().orElseThrow(), some);
    }

    /** To the other end of a tie: its media server takes them, or its client sees them as if they came from one. */
    private Uni<Void> pass(String other, List<Candidate> some) {
        return sessions.live(other).flatMap(live -> {
            if (live.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            boolean carried = live.get().endpoint().isPresent();
            return Multi.createFrom()
                    .iterable(some)
                    .onItem()
                    .transformToUniAndConcatenate(candidate -> carried
                            ? line.next(other, () -> take(other, candidate, Optional.empty()))
                            : told(live.get(), candidate))
                    .collect()
                    .asList()
                    .replaceWithVoid();
        });
    }

    /** In a call it is the call that speaks to its clients. */
    private Uni<Void> told(Session other, Candidate candidate) {
        if (other.call().isPresent()) {
            LogEntry event = sessionEvents.candidate(other, candidate);
            return records.log(Kind.CALL, event.object(), List.of(event));
        }
        return events.on(candidate.candidate().isEmpty()
                ? new MediaEvent.GatheringDone(other.sessionId())
                : new MediaEvent.CandidateFound(other.sessionId(), candidate));
    }

    private Uni<Void> add(Endpoint endpoint, List<Candidate> some) {
        List<Candidate> real = some.stream().filter(candidate -> !candidate.candidate().isEmpty()).toList();
        return real.isEmpty()
                ? Uni.createFrom().voidItem()
                : plane.addCandidates(endpoint, real)
                        .onFailure(failure -> plane.lacks(failure, endpoint.endpoint()))
                        .transform(ending -> Failure.of(ErrorCode.SESSION_NOT_FOUND));
    }

    private String write(Candidate candidate) {
        return json.valueToTree(candidate).toString();
    }

    private Candidate read(String text) {
        try {
            return json.readValue(text, Candidate.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a candidate: " + text, foreign);
        }
    }
}
