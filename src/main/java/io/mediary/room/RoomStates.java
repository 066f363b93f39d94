package io.mediary.room;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.connection.StateReader;
import io.mediary.function.Caller;
import io.smallrye.mutiny.Uni;

/** What clients that have missed events of rooms are told instead: as {@code get_info} tells it, or the ids. Thread-safe. */
@ApplicationScoped
public class RoomStates implements StateReader {

    private final Rooms rooms;

    RoomStates(Rooms rooms) {
        this.rooms = rooms;
    }

    @Override
    public String eventClass() {
        return "media";
    }

    @Override
    public String subclass() {
        return "room";
    }

    @Override
    public Uni<ObjectNode> info(String objId, Caller caller) {
        return rooms.info(objId, caller);
    }

    /** The rooms whose events the caller gets: not only the own ones. */
    @Override
    public Uni<List<String>> ids(Caller caller) {
        return rooms.visible(caller);
    }
}
