package io.mediary.session.type;

import java.util.Optional;

import io.mediary.function.Caller;
import io.mediary.session.Joined;
import io.mediary.session.Session;

/**
 * What a session shall be joined to, as a caller asks for it.
 *
 * @param caller who asks
 * @param sessionId of the session
 * @param current the session as it is; empty for a new one
 * @param node the media server that it is bound to, if it is
 * @param peerId the other side of a bridge
 * @param roomId to publish in, or to listen in
 * @param createRoom make the room where there is none of this id
 * @param publisherId to listen to
 * @param uri of the file to play
 * @param loops how often, 0: again and again
 */
public record Wish(Caller caller, String sessionId, Optional<Session> current, Optional<String> node,
        Optional<String> peerId, Optional<String> roomId, boolean createRoom, Optional<String> publisherId,
        Optional<String> uri, int loops) {

    /** What the session is joined to already, if it is of this type. */
    Optional<Joined> former(String type) {
        return current.filter(session -> session.type().equals(type)).flatMap(Session::joined);
    }
}
