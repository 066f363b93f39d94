package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaStats;
import io.smallrye.mutiny.Uni;

/**
 * {@code media/session/get_stats}: what the media server counted at a session's endpoint, for each kind of media; nothing
 * before the endpoint is there. Fails with {@code session_not_found}, {@code unauthorized}, {@code incompatible_session}
 * for a session whose media passes no media server.
 */
@ApplicationScoped
@Command(value = "media/session/get_stats", summary = "Tells a session's media statistics")
public class GetStats implements Function<SessionRef, MediaStats> {

    private static final String WITHOUT_MEDIA_SERVER = "p2p";

    private final Sessions sessions;
    private final MediaPlane plane;

    GetStats(Sessions sessions, MediaPlane plane) {
        this.sessions = sessions;
        this.plane = plane;
    }

    @Override
    public Uni<MediaStats> call(SessionRef input, Caller caller) {
        return sessions.get(input.sessionId(), caller).flatMap(session -> {
            if (session.type().equals(WITHOUT_MEDIA_SERVER)) {
                throw Failure.of(ErrorCode.INCOMPATIBLE_SESSION);
            }
            return session.endpoint().map(plane::stats).orElseGet(() -> Uni.createFrom().item(MediaStats.NONE));
        });
    }
}
