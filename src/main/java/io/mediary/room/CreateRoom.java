package io.mediary.room;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.media.Backend;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/room/create}: makes a room, on a media server that is chosen now and does not change. */
@ApplicationScoped
@Command(value = "media/room/create", summary = "Creates a new room")
public class CreateRoom implements Function<CreateRoom.Input, CreateRoom.Output> {

    private final Rooms rooms;

    CreateRoom(Rooms rooms) {
        this.rooms = rooms;
    }

    /**
     * What to make.
     *
     * @param roomClass sfu
     * @param roomId its id; none: one is generated
     * @param backend nkmedia_kms or kurento
     * @param timeout seconds that it lives without a publisher, 5–259 200; {@code mediary.room.timeout} by default
     * @param bitrate kbps that each publisher may send, 0 = no limit
     * @param audioCodec the only one that its sessions negotiate: opus, pcmu or pcma
     * @param videoCodec the only one that its sessions negotiate: vp8 or h264
     * @param access who may see and enter it: user or any; any by default
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@JsonProperty("class") @NotNull @Size(max = 32) String roomClass,
            Optional<@Pattern(regexp = RoomId.PATTERN) String> roomId, Optional<@Size(max = 64) String> backend,
            Optional<@Min(5) @Max(259_200) Integer> timeout, Optional<@Min(0) @Max(10_000_000) Integer> bitrate,
            Optional<AudioCodec> audioCodec, Optional<VideoCodec> videoCodec, Optional<Access> access) {
    }

    /**
     * What was made.
     *
     * @param roomId its id
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Output(String roomId) {
    }

    @Override
    public Uni<Output> call(Input input, Caller caller) {
        check(input.roomClass());
        Backend.check(input.backend());
        if (caller.idempotencyKey().isPresent() && caller.idempotencyKey().get().isBlank()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, "Idempotency-Key");
        }
        NewRoom wanted = new NewRoom(input.roomId(), Optional.empty(), input.timeout(), input.bitrate().orElse(0),
                input.audioCodec(), input.videoCodec(), input.access().orElse(Access.ANY));
        return rooms.create(wanted, caller).map(room -> new Output(room.roomId()));
    }

    private static void check(String roomClass) {
        switch (roomClass) {
            case Room.SFU -> {
            }
            case "mcu" -> throw Failure.of(ErrorCode.NOT_IMPLEMENTED);
            default -> throw Failure.of(ErrorCode.INVALID_VALUE, roomClass);
        }
    }
}
