package io.mediary.room;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.function.ErrorCode;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.Kind;
import io.smallrye.mutiny.Uni;

/** What is due for a room: its deadlines, and the messages of sessions. Thread-safe. */
@ApplicationScoped
public class RoomDue implements DueHandler {

    private static final Logger LOG = Logger.getLogger(RoomDue.class);

    private final Rooms rooms;
    private final Arrivals arrivals;
    private final Members members;
    private final RoomDocument document;

    RoomDue(Rooms rooms, Arrivals arrivals, Members members, RoomDocument document) {
        this.rooms = rooms;
        this.arrivals = arrivals;
        this.members = members;
        this.document = document;
    }

    @Override
    public String kind() {
        return Kind.ROOM.key();
    }

    @Override
    public Uni<Void> due(Due due) {
        String id = due.object();
        return switch (due.name()) {
            case RoomEnding.TIMEOUT -> rooms.overdue(id, RoomEnding.TIMEOUT, ErrorCode.NO_ROOM_MEMBERS);
            case RoomEnding.CREATING -> rooms.overdue(id, RoomEnding.CREATING, ErrorCode.PROCESS_DOWN);
            // Only its maker ever holds a room's lease: what becomes of the room when that one dies, creating decides.
            case "lease" -> Uni.createFrom().voidItem();
            case Members.JOINS -> arrivals.arrived(id, document.member(due.payload()));
            case Members.LEAVES -> left(id, document.tree(due.payload()));
            default -> {
                LOG.warnf("room %s: nobody knows what %s is", id, due.name());
                yield Uni.createFrom().voidItem();
            }
        };
    }

    private Uni<Void> left(String room, JsonNode leaving) {
        return members.leave(room, leaving.path("session_id").asText(), leaving.path("join_id").asText());
    }
}
