package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.room.Rooms;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/session/room_action}: acts on the room that a session is in. */
@ApplicationScoped
@Command(value = "media/session/room_action", summary = "Acts on the room that a session is in")
public class RoomAction implements Function<RoomAction.Input, ObjectNode> {

    private static final String GET_ACTIONS = "get_actions";
    private static final String GET_INFO = "get_info";
    private static final String LAYOUT = "layout";

    private final Sessions sessions;
    private final Rooms rooms;
    private final ObjectMapper json;

    RoomAction(Sessions sessions, Rooms rooms, ObjectMapper json) {
        this.sessions = sessions;
        this.rooms = rooms;
        this.json = json;
    }

    /**
     * What is to be done.
     *
     * @param sessionId the session
     * @param action get_info: as {@code media/room/get_info}; get_actions, the default: what there is. layout is for rooms
     *            that mix, and answers not_implemented
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(max = 128) String sessionId, Optional<@Size(max = 64) String> action) {
    }

    @Override
    public Uni<ObjectNode> call(Input input, Caller caller) {
        return sessions.get(input.sessionId(), caller).flatMap(session -> {
            String action = input.action().orElse(GET_ACTIONS);
            if (!List.of(GET_ACTIONS, GET_INFO, LAYOUT).contains(action)) {
                throw Failure.of(ErrorCode.INVALID_ACTION, action);
            }
            if (action.equals(GET_ACTIONS)) {
                return Uni.createFrom().item(actions());
            }
            String room = session.joined()
                    .flatMap(Joined::roomId)
                    .orElseThrow(() -> Failure.of(ErrorCode.NO_ACTIVE_ROOM));
            if (action.equals(LAYOUT)) {
                throw Failure.told(ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_IMPLEMENTED.text("")
                        + ": a room of class sfu does not mix. Each publisher is listened to by a session of its own "
                        + "(type listen), and the client lays them out");
            }
            return rooms.info(room);
        });
    }

    private ObjectNode actions() {
        ObjectNode answer = json.createObjectNode();
        List.of(GET_ACTIONS, GET_INFO).forEach(answer.putArray("actions")::add);
        return answer;
    }
}
