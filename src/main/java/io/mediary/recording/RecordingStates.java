package io.mediary.recording;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.connection.StateReader;
import io.mediary.function.Caller;
import io.smallrye.mutiny.Uni;

/** What clients that have missed events of recordings are told instead: as {@code get_info} tells it, or the ids. Thread-safe. */
@ApplicationScoped
public class RecordingStates implements StateReader {

    private final Recordings recordings;
    private final RecordingInfo info;

    RecordingStates(Recordings recordings, RecordingInfo info) {
        this.recordings = recordings;
        this.info = info;
    }

    @Override
    public String eventClass() {
        return "media";
    }

    @Override
    public String subclass() {
        return "recording";
    }

    @Override
    public Uni<ObjectNode> info(String objId, Caller caller) {
        return recordings.get(objId, caller).map(info::of);
    }

    @Override
    public Uni<List<String>> ids(Caller caller) {
        return recordings.ids(caller);
    }
}
