package io.mediary.session;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.connection.StateReader;
import io.mediary.function.Caller;
import io.smallrye.mutiny.Uni;

/** What clients that have missed events of sessions are told instead: as {@code get_info} and {@code get_list} tell it. */
@ApplicationScoped
public class SessionStates implements StateReader {

    private final Sessions sessions;
    private final SessionInfo info;

    SessionStates(Sessions sessions, SessionInfo info) {
        this.sessions = sessions;
        this.info = info;
    }

    @Override
    public String eventClass() {
        return "media";
    }

    @Override
    public String subclass() {
        return "session";
    }

    @Override
    public Uni<ObjectNode> info(String objId, Caller caller) {
        return sessions.look(objId, caller).map(info::of);
    }

    @Override
    public Uni<List<String>> ids(Caller caller) {
        return sessions.ids(caller);
    }
}
