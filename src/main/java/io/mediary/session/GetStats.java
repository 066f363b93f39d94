package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaStats;
import io.mediary.session.type.SessionTypes;
import io.smallrye.mutiny.Uni;

/**
 * {@code media/session/get_stats}: what the media server counted at a session's endpoint, for each kind of media; nothing
 * before the endpoint is there. Fails with {@code session_not_found}, {@code unauthorized}, {@code incompatible_session}
 * for a session whose media passes no media server.
 */
@ApplicationScoped
@Command(value = "media/session/get_stats", summary = "Tells a session's media statistics")
public class GetStats implements Function<SessionRef, MediaStats> {

    private final Sessions sessions;
    private final SessionTypes types;
    private final MediaPlane plane;

    GetStats(Sessions sessions, SessionTypes types, MediaPlane plane) {
        this.sessions = sessions;
        this.types = types;
        this.plane = plane;
    }

    @Override
    public Uni<MediaStats> call(SessionRef input, Caller caller) {
        return sessions.get(input.sessionId(), caller).flatMap(session -> {
            types.carried(session.type());
            return session.endpoint().map(this::stats).orElseGet(() -> Uni.createFrom().item(MediaStats.NONE));
        });
    }

    private Uni<MediaStats> stats(Endpoint endpoint) {
        return plane.stats(endpoint)
                .onFailure(failure -> plane.lacks(failure, endpoint.endpoint()))
                .transform(ending -> Failure.of(ErrorCode.SESSION_NOT_FOUND));
    }
}
