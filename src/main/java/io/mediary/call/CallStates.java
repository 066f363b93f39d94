package io.mediary.call;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.connection.StateReader;
import io.mediary.function.Caller;
import io.smallrye.mutiny.Uni;

/** What clients that have missed events of calls are told instead: as {@code get_info} tells it, or the ids. Thread-safe. */
@ApplicationScoped
public class CallStates implements StateReader {

    private final Calls calls;

    CallStates(Calls calls) {
        this.calls = calls;
    }

    @Override
    public String eventClass() {
        return "media";
    }

    @Override
    public String subclass() {
        return "call";
    }

    @Override
    public Uni<ObjectNode> info(String objId, Caller caller) {
        return calls.info(objId, caller);
    }

    @Override
    public Uni<List<String>> ids(Caller caller) {
        return calls.ids(caller);
    }
}
