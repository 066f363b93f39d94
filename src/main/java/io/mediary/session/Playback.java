package io.mediary.session;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.media.MediaPlane;
import io.mediary.media.Players;
import io.mediary.store.Change;
import io.smallrye.mutiny.Uni;

/**
 * The players of sessions that play a file: made before what receives from them, started with it, and begun once more when
 * the client's answer is there, so that it misses nothing. Its steps do nothing for a session that does not play.
 */
@ApplicationScoped
public class Playback {

    private static final Logger LOG = Logger.getLogger(Playback.class);

    private final Players players;
    private final MediaPlane plane;
    private final Sessions sessions;
    private final SessionEnding ending;
    private final SessionEvents events;
    private final SessionDocument document;

    Playback(Players players, MediaPlane plane, Sessions sessions, SessionEnding ending, SessionEvents events,
            SessionDocument document) {
        this.players = players;
        this.plane = plane;
        this.sessions = sessions;
        this.ending = ending;
        this.events = events;
        this.document = document;
    }

    /** Makes the player of a session that has none for its file yet; the caller writes it down, or drops it. */
    Uni<Session> opened(Session session) {
        return session.playing()
                .filter(playing -> session.player().isEmpty())
                .map(playing -> players.open(session.place().orElseThrow(), session.sessionId(), playing.uri())
                        .map(player -> session.withType(session.type(),
                                session.joined().map(joined -> joined.from(player)))))
                .orElseGet(() -> Uni.createFrom().item(session));
    }

    /** Starts the player. */
    Uni<Void> start(Session session) {
        return session.player()
                .map(player -> players.play(session.place().orElseThrow(), player))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Starts it from the beginning: what went before, nobody has seen. */
    Uni<Void> startOver(Session session) {
        return session.player()
                .map(player -> players.startOver(session.place().orElseThrow(), player))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Releases a player that is not written down, because what it was made for has failed. */
    Uni<Void> dropped(Session session) {
        return session.player()
                .map(player -> plane.release(session.place().orElseThrow(), List.of(player)).onFailure()
                        .recoverWithNull())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /**
     * The media server's word: a file has come to its end. It is played again, or that is told. A player that plays by now
     * has been started since: that end is no news.
     */
    Uni<Void> ended(String id, String player) {
        return sessions.change(id, (lease, session) -> {
            if (session.answer().isEmpty() || !isOn(session, player)) {
                return Uni.createFrom().item(Sessions.Step.nothing(true));
            }
            return players.isPlaying(session.place().orElseThrow(), player)
                    .flatMap(again -> again ? Uni.createFrom().item(Sessions.Step.nothing(true)) : next(session));
        }).replaceWithVoid();
    }

    private Uni<Sessions.Step<Boolean>> next(Session session) {
        Playing playing = session.playing().orElseThrow();
        Playing next = playing.ended();
        Session changed = session.withPlaying(next);
        if (!next.isOn()) {
            return Uni.createFrom().item(Sessions.Step.write(Change.builder().doc(document.write(changed))
                    .event(events.player(session, "end_of_stream")).build(), true));
        }
        return start(session).map(again -> next.equals(playing)
                ? Sessions.Step.nothing(true)
                : Sessions.Step.write(Change.builder().doc(document.write(changed)).build(), true));
    }

    /**
     * The media server's word: a player cannot go on. A session whose file was never open ends with {@code invalid_uri}; else that is
     * told, and another player can be started.
     */
    Uni<Void> failed(String id, String player, String description, boolean opened) {
        return sessions.change(id, (lease, session) -> {
            if (!isOn(session, player)) {
                return Uni.createFrom().item(Sessions.Step.nothing(true));
            }
            LOG.infof("session %s: its player cannot go on: %s", id, description);
            if (!opened) {
                return ending.end(session, ErrorCode.INVALID_URI).map(change -> Sessions.Step.write(change, true));
            }
            Session broken = session.withPlaying(session.playing().orElseThrow().broken());
            return Uni.createFrom().item(Sessions.Step.write(Change.builder().doc(document.write(broken))
                    .event(events.player(session, "failed")).build(), true));
        }).replaceWithVoid();
    }

    private static boolean isOn(Session session, String player) {
        return session.player().filter(player::equals).isPresent()
                && session.playing().filter(Playing::isOn).isPresent();
    }
}
