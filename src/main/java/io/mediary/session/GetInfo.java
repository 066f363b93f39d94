package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** {@code media/session/get_info}: what is known of a session. */
@ApplicationScoped
@Command(value = "media/session/get_info", summary = "Describes a media session")
public class GetInfo implements Function<SessionRef, ObjectNode> {

    private final Sessions sessions;
    private final SessionInfo info;

    GetInfo(Sessions sessions, SessionInfo info) {
        this.sessions = sessions;
        this.info = info;
    }

    @Override
    public Uni<ObjectNode> call(SessionRef input, Caller caller) {
        return sessions.look(input.sessionId(), caller).map(info::of);
    }
}
