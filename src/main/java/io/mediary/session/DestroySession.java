package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** {@code media/session/destroy}: ends a session with {@code user_stop}. */
@ApplicationScoped
@Command(value = "media/session/destroy", summary = "Destroys a media session")
public class DestroySession implements Function<SessionRef, Void> {

    private final Sessions sessions;
    private final SessionEnding ending;

    DestroySession(Sessions sessions, SessionEnding ending) {
        this.sessions = sessions;
        this.ending = ending;
    }

    @Override
    public Uni<Void> call(SessionRef input, Caller caller) {
        return sessions.change(input.sessionId(), caller,
                (lease, session) -> ending.end(session, ErrorCode.USER_STOP)
                        .map(change -> Sessions.Step.write(change, true)))
                .replaceWithVoid();
    }
}
