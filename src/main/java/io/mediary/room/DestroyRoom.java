package io.mediary.room;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** {@code media/room/destroy}: ends a room of the caller's with {@code user_stop}, and its sessions with {@code room_destroyed}. */
@ApplicationScoped
@Command(value = "media/room/destroy", summary = "Destroys a room and the sessions in it")
public class DestroyRoom implements Function<RoomRef, Void> {

    private final Rooms rooms;

    DestroyRoom(Rooms rooms) {
        this.rooms = rooms;
    }

    @Override
    public Uni<Void> call(RoomRef input, Caller caller) {
        return rooms.destroy(input.roomId(), caller);
    }
}
