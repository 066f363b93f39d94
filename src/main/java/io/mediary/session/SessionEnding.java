package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane;
import io.mediary.session.type.Bridge;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.Change;
import io.mediary.store.Kind;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/**
 * Ends sessions. The media goes first, the record after it, so that a crash between the two leaves a record that leads
 * to the rest. Media that cannot be released now is left to a message that tries again.
 */
@ApplicationScoped
public class SessionEnding {

    /** Message: release the endpoint in the payload. */
    static final String RELEASE = "release";
    /** Message: the session at the other end of the link has ended. */
    static final String PEER_STOPPED = "peer_stopped";

    private static final Logger LOG = Logger.getLogger(SessionEnding.class);

    private final MediaPlane plane;
    private final SessionTypes types;
    private final SessionEvents events;
    private final SessionDocument document;

    SessionEnding(MediaPlane plane, SessionTypes types, SessionEvents events, SessionDocument document) {
        this.plane = plane;
        this.types = types;
        this.events = events;
        this.document = document;
    }

    /** The change that ends a session with one of the catalogue's reasons, after its media was released. */
    Uni<Change> end(Session session, ErrorCode code) {
        return end(session, Session.Ended.of(Failure.of(code)));
    }

    /** The change that ends a session, after its media was released. */
    Uni<Change> end(Session session, Session.Ended why) {
        return release(session).map(left -> change(session, why, left));
    }

    /** The change that ends a session whose media is gone already. */
    Change endWithoutMedia(Session session, ErrorCode code) {
        return change(session, Session.Ended.of(Failure.of(code)), Optional.empty());
    }

    /** Tries a release again that failed when the session ended. */
    Uni<Void> releaseLater(String payload) {
        Endpoint endpoint = document.readEndpoint(payload);
        return plane.release(endpoint.place(), List.of(endpoint.proxy(), endpoint.endpoint()));
    }

    private Uni<Optional<Endpoint>> release(Session session) {
        if (session.endpoint().isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        Endpoint endpoint = session.endpoint().get();
        return plane.release(endpoint.place(), List.of(endpoint.proxy(), endpoint.endpoint()))
                .map(done -> Optional.<Endpoint>empty())
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.infof("media of session %s is released later: %s", session.sessionId(), failure.getMessage());
                    return Optional.of(endpoint);
                });
    }

    private Change change(Session session, Session.Ended why, Optional<Endpoint> left) {
        Change.Builder change = Change.builder()
                .doc(document.write(session.withEnded(why)))
                .end()
                .event(events.destroyed(session, why));
        left.ifPresent(endpoint -> change
                .message(new Message(Kind.SESSION, session.sessionId(), RELEASE, document.writeEndpoint(endpoint))));
        List<String> tied = session.link().others();
        tied.forEach(other -> change.message(
                new Message(Kind.SESSION, other, PEER_STOPPED, Notice.of(session.sessionId()).json())));
        // A peer that is tied as well is told once, so that the reason of its end is always the same.
        types.of(session.type()).left(session).stream()
                .filter(message -> !message.name().equals(Bridge.BRIDGE_STOPPED) || !tied.contains(message.target()))
                .forEach(change::message);
        return change.build();
    }
}
