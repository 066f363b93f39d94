package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.session.Session.Media;
import io.mediary.session.type.SessionTypes;
import io.mediary.store.Change;
import io.smallrye.mutiny.Uni;

/**
 * Makes a session one of another type: what it was joined to is told that it leaves, the media server rewires it, what it joins now is
 * told that it comes. Its client notices nothing but other media: no new SDP.
 */
@ApplicationScoped
public class TypeChange {

    private final SessionTypes types;
    private final SessionWiring wiring;
    private final SessionEvents events;
    private final SessionDocument document;
    private final SessionEnding ending;
    private final Playback playback;

    TypeChange(SessionTypes types, SessionWiring wiring, SessionEvents events, SessionDocument document,
            SessionEnding ending, Playback playback) {
        this.types = types;
        this.wiring = wiring;
        this.events = events;
        this.document = document;
        this.ending = ending;
        this.playback = playback;
    }

    /**
     * Changes the media under the session's lease, and says what is to be written. What the session was bridged to and tied
     * to is untied as well: it may end of being left, and is not to take this session with it.
     *
     * @param joined what the new type joins it to, which is told; the same as before: it stays there
     */
    Uni<Change.Builder> to(Session session, String type, Optional<Joined> joined, Media media) {
        return playback.opened(session.withType(type, joined).withMedia(media))
                .flatMap(moved -> changed(session, moved, true)
                        .call(() -> started(session, moved))
                        .onFailure()
                        .call(() -> isNew(session, moved) ? playback.dropped(moved) : Uni.createFrom().voidItem()));
    }

    /**
     * The same for a session that another one has joined itself to. That one is not told: it knows, and if it has gone on
     * meanwhile, to be told would bring it back.
     */
    Uni<Change.Builder> following(Session session, String type, Joined joined) {
        return changed(session, session.withType(type, Optional.of(joined)), false);
    }

    private Uni<Change.Builder> changed(Session session, Session moved, boolean tell) {
        boolean stays = moved.type().equals(session.type()) && moved.joined().equals(session.joined());
        Session next = stays ? moved : untied(session, moved);
        return wiring.change(session, next).map(done -> {
            Change.Builder change = Change.builder().doc(document.write(next)).event(events.type(next));
            events.bitrate(session, next).ifPresent(change::event);
            if (!stays) {
                types.of(session.type()).left(session).forEach(change::message);
                SessionLinks.untied(session, next).forEach(change::message);
            }
            session.player()
                    .filter(player -> isNew(next, session))
                    .ifPresent(player -> change.message(ending.release(session, List.of(player))));
            if (!stays && tell) {
                types.of(next.type()).entered(next).forEach(change::message);
            }
            return change;
        });
    }

    private Uni<Void> started(Session before, Session after) {
        return isNew(before, after) ? playback.start(after) : Uni.createFrom().voidItem();
    }

    /** Whether a session has a player that it had not. */
    private static boolean isNew(Session before, Session after) {
        return after.player().isPresent() && !after.player().equals(before.player());
    }

    private static Session untied(Session before, Session after) {
        return before.joined()
                .flatMap(Joined::peerId)
                .filter(peer -> !after.isBridgedTo(peer))
                .map(peer -> after.withLink(after.link().without(peer)))
                .orElse(after);
    }
}
