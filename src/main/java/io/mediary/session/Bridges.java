package io.mediary.session;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.type.Bridge;
import io.mediary.session.type.Park;
import io.mediary.store.Change;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/**
 * The other side of a bridge. A session that bridges itself to another, or leaves it, says so by a message; what the other
 * does then is judged by what both records say at that time, so that a late message does no harm.
 */
@ApplicationScoped
public class Bridges {

    private static final Logger LOG = Logger.getLogger(Bridges.class);

    private final Sessions sessions;
    private final TypeChange types;
    private final SessionEnding ending;
    private final SessionDocument document;

    Bridges(Sessions sessions, TypeChange types, SessionEnding ending, SessionDocument document) {
        this.sessions = sessions;
        this.types = types;
        this.ending = ending;
        this.document = document;
    }

    /** Message {@link Bridge#BRIDGED}: becomes the other side, if the sender still wants it. */
    Uni<Void> bridged(String id, String payload) {
        String sender = Notice.read(payload).sessionId();
        return sessions.change(id, (lease, session) -> sessions.live(sender).flatMap(found -> {
            Optional<Session> peer = found.filter(other -> other.isBridgedTo(id));
            return peer.isEmpty()
                    ? Uni.createFrom().item(Sessions.Step.nothing(true))
                    : joined(session, peer.get());
        })).flatMap(done -> done.isPresent() ? Uni.createFrom().voidItem() : gone(sender, id))
                .onFailure(Bridges::isRefused)
                .recoverWithUni(refused -> {
                    LOG.infof("session %s cannot be bridged to %s: %s", id, sender, refused.getMessage());
                    return gone(sender, id);
                });
    }

    private Uni<Sessions.Step<Boolean>> joined(Session session, Session peer) {
        Joined theirs = peer.joined().orElseThrow();
        if (!session.isBridgedTo(peer.sessionId())) {
            return types.following(session, Bridge.NAME, Joined.peer(theirs.id(), peer))
                    .map(change -> Sessions.Step.write(change.build(), true));
        }
        return Uni.createFrom().item(both(session, theirs.id()));
    }

    /**
     * It is bridged to its peer already, and the peer has asked for that as well: whichever of the two leaves goes by an id
     * that the other knows.
     */
    private Sessions.Step<Boolean> both(Session session, String theirs) {
        Joined mine = session.joined().orElseThrow();
        return mine.goesBy(theirs)
                ? Sessions.Step.nothing(true)
                : Sessions.Step.write(Change.builder()
                        .doc(document.write(session.withType(Bridge.NAME, Optional.of(mine.also(theirs)))))
                        .build(), true);
    }

    /** The media server will never do it, or the sender is ending: to try again is no use. */
    private static boolean isRefused(Throwable failure) {
        return failure instanceof Failure known
                && (known.code() == ErrorCode.KMS_ERROR || known.code() == ErrorCode.SESSION_NOT_FOUND);
    }

    /** Message {@link Bridge#BRIDGE_STOPPED}: ends, or with {@code stop_after_peer: false} parks, unless the sender is back. */
    Uni<Void> stopped(String id, String payload) {
        Notice notice = Notice.read(payload);
        return sessions.change(id, (lease, session) -> session.joined()
                .filter(joined -> joined.goesBy(notice.joinId())).isPresent()
                        ? left(session, notice.sessionId())
                        : Uni.createFrom().item(Sessions.Step.nothing(true)))
                .replaceWithVoid();
    }

    /** The session could not be bridged to its peer. */
    private Uni<Void> gone(String id, String peer) {
        return sessions.change(id, (lease, session) -> left(session, peer)).replaceWithVoid();
    }

    private Uni<Sessions.Step<Boolean>> left(Session session, String peer) {
        if (!session.isBridgedTo(peer)) {
            return Uni.createFrom().item(Sessions.Step.nothing(true));
        }
        return sessions.live(peer).flatMap(found -> {
            Optional<Session> back = found
                    .filter(other -> other.isBridgedTo(session.sessionId()));
            return back.isPresent()
                    ? Uni.createFrom().item(both(session, back.get().joined().orElseThrow().id()))
                    : alone(session, ErrorCode.BRIDGE_STOP);
        });
    }

    /** What becomes of a session whose bridge has lost its other side. */
    private Uni<Sessions.Step<Boolean>> alone(Session session, ErrorCode why) {
        if (session.options().stopAfterPeer()) {
            String peer = session.joined().flatMap(Joined::peerId).orElseThrow();
            Session untied = session.withLink(session.link().without(peer));
            return ending.end(untied, why)
                    .map(change -> Sessions.Step.write(
                            change.and(SessionLinks.untied(session, untied).toArray(Message[]::new)), true));
        }
        return types.to(session, Park.NAME, Optional.empty(), session.media())
                .map(change -> Sessions.Step.write(change.build(), true));
    }
}
