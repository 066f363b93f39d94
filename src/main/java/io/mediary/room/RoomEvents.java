package io.mediary.room;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Event;
import io.mediary.function.ErrorCode;
import io.mediary.store.LogEntry;

/** The events of a room ({@code media/room}); {@code stopped_member} is made by the script. Thread-safe. */
@ApplicationScoped
public class RoomEvents {

    private final ObjectMapper json;
    private final RoomInfo info;

    RoomEvents(ObjectMapper json, RoomInfo info) {
        this.json = json;
        this.info = info;
    }

    /** The room was made: {@code created}. */
    LogEntry created(Room room) {
        return Event.media("room", "created", room.roomId(), room.audience(), info.of(room, List.of())).entry();
    }

    /** A session came: {@code started_member}, as the script logs it. */
    String started(String room, Member member) {
        ObjectNode body = json.valueToTree(member);
        body.remove("join_id");
        return json("started_member", room, body);
    }

    /** The room is over: {@code destroyed}, as the script logs it. */
    String destroyed(String room, ErrorCode why) {
        return json("destroyed", room, json.createObjectNode().put("code", why.code()).put("reason", why.text("")));
    }

    /** Who may see it the script finds in the record. */
    private static String json(String type, String room, ObjectNode body) {
        return Event.media("room", type, room, "", body).entry().json();
    }
}
