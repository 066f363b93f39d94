package io.mediary.room;

import java.util.Optional;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A room as its record in Redis keeps it: it does not change from its creation to its end. Who is in it is kept beside
 * the record. Immutable.
 *
 * @param roomId its id
 * @param userId whose it is
 * @param node the media server on which all its sessions are
 * @param timeout seconds that it lives without a publisher
 * @param bitrate kbps that each publisher may send; 0: no limit
 * @param audioCodec the one that is negotiated; empty: any
 * @param videoCodec the one that is negotiated; empty: any
 * @param access who else may see and enter it
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Room(String roomId, String userId, String node, int timeout, int bitrate, Optional<AudioCodec> audioCodec,
        Optional<VideoCodec> videoCodec, Access access) {

    /** The only class of rooms that there is: media are forwarded, not mixed. */
    public static final String SFU = "sfu";

    /** Who sees the room's events besides administrators: its user, or with {@code any} everyone, which is empty. */
    String audience() {
        return access == Access.ANY ? "" : userId;
    }
}
