package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.relay.Relays;
import io.mediary.session.type.Bridge;
import io.smallrye.mutiny.Uni;

/** What becomes of sessions whose relay has broken: the same as if the session that they received from were gone. Thread-safe. */
@ApplicationScoped
public class LostRelays {

    private static final Logger LOG = Logger.getLogger(LostRelays.class);

    private final Relays relays;
    private final Sessions sessions;
    private final SessionEnding ending;
    private final Bridges bridges;

    LostRelays(Relays relays, Sessions sessions, SessionEnding ending, Bridges bridges) {
        this.relays = relays;
        this.sessions = sessions;
        this.ending = ending;
        this.bridges = bridges;
    }

    /** Message {@link Relays#LOST}: nothing happens where the session receives from another element by now. */
    Uni<Void> lost(String id, String payload) {
        String element = relays.lostElement(payload);
        return sessions.change(id, (lease, session) -> session.joined().flatMap(Joined::source).filter(element::equals)
                .isEmpty()
                        ? Uni.createFrom().item(Sessions.Step.nothing(true))
                        : alone(session))
                .replaceWithVoid();
    }

    /**
     * What becomes of a session that something is missing of.
     *
     * @return with false: nothing, for what it receives from another media server is brought there
     */
    Uni<Sessions.Step<Boolean>> looked(Session session) {
        return session.joined().filter(joined -> joined.relay().isPresent())
                .map(joined -> relays.brings(joined.relay().orElseThrow(), joined.source().orElseThrow()))
                .orElseGet(() -> Uni.createFrom().item(true))
                .flatMap(there -> there ? Uni.createFrom().item(Sessions.Step.nothing(false)) : alone(session));
    }

    private Uni<Sessions.Step<Boolean>> alone(Session session) {
        LOG.infof("session %s: the relay that it received from is gone", session.sessionId());
        return session.type().equals(Bridge.NAME)
                ? bridges.alone(session, ErrorCode.BRIDGE_STOP)
                : ending.end(session, ErrorCode.PUBLISHER_STOP).map(change -> Sessions.Step.write(change, true));
    }
}
