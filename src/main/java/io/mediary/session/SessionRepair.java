package io.mediary.session;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaPlane;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.Lease;
import io.mediary.store.Leases;
import io.mediary.store.Records;
import io.smallrye.mutiny.Uni;

/**
 * Makes the media server match a session's record after somebody left it half done. A session whose creation was cut
 * short is ended with all that was made for it; one whose media is gone is ended too.
 */
@ApplicationScoped
public class SessionRepair {

    private static final Logger LOG = Logger.getLogger(SessionRepair.class);

    private final Records records;
    private final MediaPlane plane;
    private final SessionTypes types;
    private final SessionWiring wiring;
    private final SessionEnding ending;
    private final Leases leases;

    SessionRepair(Records records, MediaPlane plane, SessionTypes types, SessionWiring wiring,
            SessionEnding ending, Leases leases) {
        this.records = records;
        this.plane = plane;
        this.types = types;
        this.wiring = wiring;
        this.ending = ending;
        this.leases = leases;
    }

    /**
     * Repairs a session under a lease that its former holder did not give back.
     *
     * @return whether it lives; where not, it has been ended and the lease is gone
     */
    Uni<Boolean> repair(Lease lease, Session session) {
        LOG.infof("session %s was left half done: repairing", session.sessionId());
        if (isUnmade(session)) {
            return session.place()
                    .map(place -> plane.releaseAll(place, session.sessionId(), Set.of()))
                    .orElseGet(() -> Uni.createFrom().voidItem())
                    .flatMap(done -> records.commit(lease, ending.endWithoutMedia(session, ErrorCode.SESSION_FAILED)))
                    .map(done -> false);
        }
        return restore(session).flatMap(sound -> sound
                ? strays(lease, session)
                : ending.end(session, ErrorCode.SESSION_FAILED)
                        .flatMap(change -> records.commit(lease, change))
                        .map(done -> false));
    }

    /** What the former holder made and could not write down: a player or a recorder. A next holder's are not ours to release. */
    private Uni<Boolean> strays(Lease lease, Session session) {
        if (!leases.outlasts(lease, plane.timeout())) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
        }
        return session.place()
                .map(place -> plane.releaseAll(place, session.sessionId(), Set.copyOf(session.elements())))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .map(done -> true);
    }

    /**
     * After a step that failed: puts back what it may have changed.
     *
     * @return whether the media server matches the record again; where not, the lease must not be given back
     */
    Uni<Boolean> afterFailure(Session session) {
        return restore(session).onFailure().recoverWithItem(failure -> {
            LOG.infof("session %s could not be put back: %s", session.sessionId(), failure.getMessage());
            return false;
        });
    }

    /** Makes the media server match the record. @return false where the session's own elements are gone */
    Uni<Boolean> isSound(Session session) {
        return restore(session);
    }

    /** Whether a session's creation has not come to its end. */
    boolean isUnmade(Session session) {
        return types.of(session.type()).onMediaServer()
                ? session.endpoint().isEmpty()
                : session.offer().isEmpty() && session.pending().isEmpty();
    }

    private Uni<Boolean> restore(Session session) {
        return wiring.restore(session)
                .map(done -> true)
                .onFailure(failure -> failure instanceof Failure known && known.code() == ErrorCode.KMS_ERROR)
                .recoverWithItem(false);
    }
}
