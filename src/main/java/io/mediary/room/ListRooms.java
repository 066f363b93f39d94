package io.mediary.room;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/room/get_list}: the caller's rooms; an administrator sees all. */
@ApplicationScoped
@Command(value = "media/room/get_list", summary = "Lists the current rooms")
public class ListRooms implements Function<ListRooms.Input, List<ListRooms.Listed>> {

    private final Rooms rooms;

    ListRooms(Rooms rooms) {
        this.rooms = rooms;
    }

    /** Takes no fields. */
    @RegisterForReflection
    public record Input() {
    }

    /**
     * A room.
     *
     * @param roomId its id
     * @param roomClass sfu
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Listed(String roomId, @JsonProperty("class") String roomClass) {
    }

    @Override
    public Uni<List<Listed>> call(Input input, Caller caller) {
        return rooms.ids(caller).map(ids -> ids.stream().map(id -> new Listed(id, Room.SFU)).toList());
    }
}
