package io.mediary.room;

import java.util.Optional;

/**
 * A room to be made.
 *
 * @param roomId its id, within the bounds of {@link RoomId}; empty: one is generated
 * @param node the media server where it is to be; empty: one is chosen
 * @param timeout seconds that it lives without a publisher, 5–259 200; empty: {@code mediary.room.timeout}
 * @param bitrate kbps that each publisher may send; 0: no limit
 * @param audioCodec the one that is negotiated; empty: any
 * @param videoCodec the one that is negotiated; empty: any
 * @param access who else may see and enter it
 */
public record NewRoom(Optional<String> roomId, Optional<String> node, Optional<Integer> timeout, int bitrate,
        Optional<AudioCodec> audioCodec, Optional<VideoCodec> videoCodec, Access access) {

    /** With the defaults, for a session that publishes: of this id, on the session's media server. */
    public static NewRoom plain(Optional<String> roomId, Optional<String> node) {
        return new NewRoom(roomId, node, Optional.empty(), 0, Optional.empty(), Optional.empty(), Access.ANY);
    }
}
