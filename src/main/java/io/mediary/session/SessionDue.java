package io.mediary.session;

import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.relay.Relays;
import io.mediary.room.Rooms;
import io.mediary.session.type.Bridge;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.Kind;
import io.smallrye.mutiny.Uni;

/** What is due for a session: its deadlines, and the messages of other objects. */
@ApplicationScoped
public class SessionDue implements DueHandler {

    private static final Logger LOG = Logger.getLogger(SessionDue.class);

    private final Sessions sessions;
    private final SessionEnding ending;
    private final SessionLinks links;
    private final Bridges bridges;
    private final Memberships memberships;
    private final SessionRepair repair;
    private final Consolidation consolidation;
    private final ClientCandidates candidates;
    private final LostRelays relays;
    private final CallJoining calls;

    SessionDue(Sessions sessions, SessionEnding ending, SessionLinks links, Bridges bridges, Memberships memberships,
            SessionRepair repair, Consolidation consolidation, ClientCandidates candidates, LostRelays relays,
            CallJoining calls) {
        this.sessions = sessions;
        this.ending = ending;
        this.links = links;
        this.bridges = bridges;
        this.memberships = memberships;
        this.repair = repair;
        this.consolidation = consolidation;
        this.candidates = candidates;
        this.relays = relays;
        this.calls = calls;
    }

    @Override
    public String kind() {
        return Kind.SESSION.key();
    }

    @Override
    public Uni<Void> due(Due due) {
        String id = due.object();
        return switch (due.name()) {
            case Negotiation.WAIT -> end(id, ErrorCode.SESSION_TIMEOUT, session -> session.answer().isEmpty());
            case Negotiation.READY -> end(id, ErrorCode.SESSION_TIMEOUT, session -> session.answer().isPresent());
            case Negotiation.ICE -> consolidation.complete(id);
            case Negotiation.CANDIDATES -> candidates.flush(id);
            case "creating" -> end(id, ErrorCode.SESSION_FAILED, repair::isUnmade);
            case "lease" -> sessions.change(id, (lease, session) -> Uni.createFrom().item(Sessions.Step.nothing(true)))
                    .replaceWithVoid();
            case "connection_down" -> end(id, ErrorCode.REGISTERED_DOWN, session -> true);
            case SessionEnding.RELEASE -> ending.releaseLater(due.payload());
            case SessionEnding.PEER_STOPPED -> links.peerStoppedMessage(id, due.payload());
            case Bridge.BRIDGED -> bridges.bridged(id, due.payload());
            case Bridge.BRIDGE_STOPPED -> bridges.stopped(id, due.payload());
            case Rooms.PUBLISHER_STOPPED -> memberships.ended(id, due.payload(), ErrorCode.PUBLISHER_STOP);
            case Rooms.ROOM_DESTROYED -> memberships.ended(id, due.payload(), ErrorCode.ROOM_DESTROYED);
            case Relays.LOST -> relays.lost(id, due.payload());
            case SessionLinks.SLAVE_STARTED -> links.slaveStarted(id, due.payload());
            case SessionLinks.UNTIED -> links.untied(id, due.payload());
            case SessionLinks.SLAVE_ANSWERED -> links.slaveAnswered(id, due.payload());
            case CallSessions.ACCEPTED -> calls.accepted(id, due.payload());
            case CallSessions.ENDED -> calls.ended(id, due.payload());
            case CallSessions.PARTY -> calls.party(id, due.payload());
            default -> {
                LOG.warnf("session %s: nobody knows what %s is", id, due.name());
                yield Uni.createFrom().voidItem();
            }
        };
    }

    private Uni<Void> end(String id, ErrorCode why, Predicate<Session> due) {
        return sessions.change(id, (lease, session) -> due.test(session)
                ? ending.end(session, why).map(change -> Sessions.Step.write(change, true))
                : Uni.createFrom().item(Sessions.Step.nothing(true))).replaceWithVoid();
    }
}
