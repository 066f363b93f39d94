package io.mediary.room;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** {@code media/room/get_info}: what is known of a room that the caller may see, with its members. */
@ApplicationScoped
@Command(value = "media/room/get_info", summary = "Describes a room and its members")
public class DescribeRoom implements Function<RoomRef, ObjectNode> {

    private final Rooms rooms;

    DescribeRoom(Rooms rooms) {
        this.rooms = rooms;
    }

    @Override
    public Uni<ObjectNode> call(RoomRef input, Caller caller) {
        return rooms.info(input.roomId(), caller);
    }
}
