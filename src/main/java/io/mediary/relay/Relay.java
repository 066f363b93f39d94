package io.mediary.relay;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.media.Carried;
import io.mediary.store.Partition;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What carries one session's audio and video to another media server, as its record in Redis keeps it. Immutable; changed under
 * the relay's lease by writing another. Who uses it stands beside it, in fields of the same hash.
 *
 * @param sessionId whose media it carries
 * @param from the media server of that session
 * @param to the media server that it carries them to
 * @param carried its two ends; empty while it is being made
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Relay(String sessionId, String from, String to, Optional<Carried> carried) {

    /**
     * The id of the one relay that there can be for a session and a media server: found without a look, in the session's own
     * partition.
     */
    static String id(String sessionId, String to) {
        Partition partition = Partition.of(sessionId);
        String id;
        int number = 0;
        do {
            String name = sessionId.length() + ":" + sessionId + to + "/" + number;
            id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
            number++;
        } while (!Partition.of(id).equals(partition));
        return id;
    }

    /** That is being made. */
    static Relay making(String sessionId, String from, String to) {
        return new Relay(sessionId, from, to, Optional.empty());
    }

    /** That is there. */
    Relay made(Carried ends) {
        return new Relay(sessionId, from, to, Optional.of(ends));
    }

    /** Whether one of its ends is at this media server. */
    boolean touches(String node) {
        return from.equals(node) || to.equals(node);
    }
}
