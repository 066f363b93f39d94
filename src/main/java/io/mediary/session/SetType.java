package io.mediary.session;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.mediary.session.type.Play;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * {@code media/session/set_type}: makes a session one of another type. Its client's connection goes on, without a new SDP.
 * Answers the new {@code type_ext}.
 */
@ApplicationScoped
@Command(value = "media/session/set_type", summary = "Changes the type of a session")
public class SetType implements Function<SetType.Input, ObjectNode> {

    private final TypeSetting setting;

    SetType(TypeSetting setting) {
        this.setting = setting;
    }

    /**
     * What it shall be.
     *
     * @param sessionId the session
     * @param type park, echo, bridge, publish, listen or play
     * @param peerId bridge: the session to be bridged to
     * @param roomId publish: the room; none: one is made. listen: checked against the publisher's, if given
     * @param createRoom publish: make the room where there is none of this id
     * @param publisherId listen: the session to listen to
     * @param uri play: the file, by http, https or file
     * @param loops play: how often, 0 (the default): again and again
     * @param muteAudio audio does not go on; absent: as before
     * @param muteVideo video does not go on; absent: as before
     * @param muteData the data channel does not go on; absent: as before
     * @param bitrate kbps that the client may send, 0 = no limit; absent: as before
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(max = 128) String sessionId, @NotNull @Size(max = 32) String type,
            Optional<@Size(min = 1, max = 128) String> peerId,
            @JsonAlias("room") Optional<@Size(min = 1, max = 128) String> roomId, Optional<Boolean> createRoom,
            Optional<@Size(min = 1, max = 128) String> publisherId, Optional<@Size(min = 1, max = 2_048) String> uri,
            Optional<@Min(0) @Max(1_000_000) Integer> loops, Optional<Boolean> muteAudio,
            Optional<Boolean> muteVideo, Optional<Boolean> muteData,
            Optional<@Min(0) @Max(10_000_000) Integer> bitrate) {

        /** To play a file. */
        static Input play(String sessionId, String uri, Optional<Integer> loops) {
            return new Input(sessionId, Play.NAME, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.of(uri), loops, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty());
        }
    }

    @Override
    public Uni<ObjectNode> call(Input input, Caller caller) {
        return setting.set(input, caller);
    }
}
