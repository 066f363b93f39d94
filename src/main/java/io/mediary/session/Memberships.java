package io.mediary.session;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.ErrorCode;
import io.mediary.room.Member;
import io.mediary.room.Membership;
import io.mediary.session.type.Publish;
import io.smallrye.mutiny.Uni;

/** What sessions have to do with rooms: the rooms ask whether a session still is their member, and tell it when it must go. */
@ApplicationScoped
public class Memberships implements Membership {

    private final Sessions sessions;
    private final SessionEnding ending;

    Memberships(Sessions sessions, SessionEnding ending) {
        this.sessions = sessions;
        this.ending = ending;
    }

    @Override
    public Uni<Boolean> holds(String roomId, Member member) {
        return sessions.live(member.sessionId())
                .map(found -> found.filter(session -> joined(session, roomId)
                        .filter(joined -> joined.id().equals(member.joinId()))
                        .isPresent()).isPresent());
    }

    @Override
    public Uni<Boolean> publishes(String sessionId, String roomId) {
        return sessions.live(sessionId)
                .map(found -> found.filter(
                        session -> session.type().equals(Publish.NAME) && joined(session, roomId).isPresent())
                        .isPresent());
    }

    /** A room's message: this membership is over, and the session with it. */
    Uni<Void> ended(String id, String payload, ErrorCode why) {
        String joining = Notice.read(payload).joinId();
        return sessions.change(id, (lease, session) -> session.joined().filter(joined -> joined.id().equals(joining))
                .isPresent()
                        ? ending.end(session, why).map(change -> Sessions.Step.write(change, true))
                        : Uni.createFrom().item(Sessions.Step.nothing(true)))
                .replaceWithVoid();
    }

    private static Optional<Joined> joined(Session session, String roomId) {
        return session.joined()
                .filter(joined -> joined.roomId().filter(roomId::equals).isPresent());
    }
}
