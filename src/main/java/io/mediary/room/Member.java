package io.mediary.room;

import java.util.Optional;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A session in a room, as the room keeps it.
 *
 * @param sessionId the session
 * @param joinId of this joining: another one each time that the session enters a room
 * @param role what it does there
 * @param userId whose session it is
 * @param peerId a listener's publisher; empty for a publisher
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Member(String sessionId, String joinId, Role role, String userId, Optional<String> peerId) {

    /** What a session does in a room. */
    @RegisterForReflection
    public enum Role {
        /** Its media go to the listeners that chose it. */
        PUBLISHER,
        /** It receives one publisher's media. */
        LISTENER
    }
}
