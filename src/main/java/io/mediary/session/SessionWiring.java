package io.mediary.session;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane;
import io.mediary.media.Wiring;
import io.mediary.session.type.SessionType;
import io.mediary.session.type.SessionTypes;
import io.smallrye.mutiny.Uni;

/** Makes the media server follow a session's record. */
@ApplicationScoped
public class SessionWiring {

    private final MediaPlane plane;
    private final SessionTypes types;

    SessionWiring(MediaPlane plane, SessionTypes types) {
        this.plane = plane;
        this.types = types;
    }

    /** How a session is wired. */
    Wiring of(Session session) {
        SessionType type = types.of(session.type());
        Wiring wiring = type.wiring(session);
        return session.recorder()
                .map(recorder -> wiring.with(new Wiring.Recorded(recorder.element(), type.recordsSource(),
                        recorder.profile().kinds())))
                .orElse(wiring);
    }

    /**
     * Leads from the wiring of one record to that of another of the same session; nothing is sent where nothing differs.
     *
     * @return fails with {@code session_not_found}, {@code invalid_publisher} where what it shall receive from is gone
     */
    Uni<Void> change(Session before, Session after) {
        Optional<Endpoint> endpoint = before.endpoint();
        Wiring from = of(before);
        Wiring to = of(after);
        Optional<Integer> bitrate = Optional.of(after.bitrate()).filter(limit -> limit != before.bitrate());
        return endpoint.isEmpty() || (from.equals(to) && bitrate.isEmpty())
                ? Uni.createFrom().voidItem()
                : plane.rewire(endpoint.get(), from, to, bitrate)
                        .onFailure()
                        .transform(failure -> GonePartner.told(failure, after, plane));
    }

    /** Makes the media server match the record, whatever is connected there. */
    Uni<Void> restore(Session session) {
        return session.endpoint()
                .map(endpoint -> plane.restore(endpoint, of(session), session.bitrate()))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }
}
