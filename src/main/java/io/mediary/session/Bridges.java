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
import io.mediary.store.Uncut;
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
    private final FarPartners far;

    Bridges(Sessions sessions, TypeChange types, SessionEnding ending, SessionDocument document, FarPartners far) {
        this.sessions = sessions;
        this.types = types;
        this.ending = ending;
        this.document = document;
        this.far = far;
    }

    /** Message {@link Bridge#BRIDGED}: becomes the other side, if the sender still wants it. */
    Uni<Void> bridged(String id, String payload) {
        String sender = Notice.read(payload).sessionId();
        return bridged(id, sender, Optional.empty())
                .flatMap(done -> done.filter(near -> !near).isPresent()
                        ? apart(id, sender)
                        : Uni.createFrom().item(done))
                .flatMap(done -> done.isPresent() ? Uni.createFrom().voidItem() : gone(sender, id))
                .onFailure(Bridges::isRefused)
                .recoverWithUni(refused -> {
                    LOG.infof("session %s cannot be bridged to %s: %s", id, sender, refused.getMessage());
                    return gone(sender, id);
                });
    }

    /** The two are on different media servers: the peer's media has to be there before the session is changed. */
    private Uni<Optional<Boolean>> apart(String id, String sender) {
        return Uncut.of(() -> prepared(id, sender).flatMap(through -> bridged(id, sender, through)
                // What was obtained stays where the session uses it by now.
                .onItemOrFailure().call(() -> through.map(joined -> far.dropped(id, joined))
                        .orElseGet(() -> Uni.createFrom().voidItem()))))
                .invoke(done -> {
                    if (done.filter(joined -> !joined).isPresent()) {
                        throw Failure.of(ErrorCode.UNAVAILABLE);
                    }
                });
    }

    private Uni<Optional<Joined>> prepared(String id, String sender) {
        return Uni.combine().all().unis(sessions.live(id), sessions.live(sender)).asTuple().flatMap(both -> {
            Optional<Session> session = both.getItem1();
            Optional<Session> peer = both.getItem2().filter(other -> other.isBridgedTo(id));
            if (session.isEmpty() || peer.isEmpty()) {
                return Uni.createFrom().item(Optional.empty());
            }
            Joined joined = Joined.peer(peer.get().joined().orElseThrow().id(), peer.get());
            return far.through(id, joined, peer.get(), session.get().place().orElseThrow().node())
                    .map(Optional::of);
        });
    }

    /** False where the two are on different media servers, and what was prepared for that is of no use. */
    private Uni<Optional<Boolean>> bridged(String id, String sender, Optional<Joined> prepared) {
        return sessions.change(id, (lease, session) -> sessions.live(sender).flatMap(found -> {
            Optional<Session> peer = found.filter(other -> other.isBridgedTo(id));
            return peer.isEmpty()
                    ? Uni.createFrom().item(Sessions.Step.nothing(true))
                    : joined(session, peer.get(), prepared);
        }));
    }

    private Uni<Sessions.Step<Boolean>> joined(Session session, Session peer, Optional<Joined> prepared) {
        String theirs = peer.joined().orElseThrow().id();
        if (session.isBridgedTo(peer.sessionId())) {
            return Uni.createFrom().item(both(session, theirs));
        }
        Optional<Joined> joined = FarPartners.areApart(session, peer)
                ? prepared.filter(it -> it.id().equals(theirs))
                : Optional.of(Joined.peer(theirs, peer));
        return joined.isEmpty()
                ? Uni.createFrom().item(Sessions.Step.nothing(false))
                : types.following(session, Bridge.NAME, joined.get())
                        .map(change -> Sessions.Step.write(change.build(), true));
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
                && (known.code() == ErrorCode.KMS_ERROR || known.code() == ErrorCode.SESSION_NOT_FOUND
                        || known.code() == ErrorCode.INCOMPATIBLE_SESSION);
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
    Uni<Sessions.Step<Boolean>> alone(Session session, ErrorCode why) {
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
