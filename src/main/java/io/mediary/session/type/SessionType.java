package io.mediary.session.type;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.Wiring;
import io.mediary.session.Session;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/** What a session of one type does with its client's media. A CDI bean for each type; it holds no state. */
public interface SessionType {

    /** The word in the API. */
    String name();

    /** Whether a media server carries it; otherwise its media goes straight to the session that it is tied to. */
    default boolean onMediaServer() {
        return true;
    }

    /** Whether such a session is joined to something that must be looked for. */
    default boolean joins() {
        return false;
    }

    /**
     * Looks for what a session of this type shall be joined to, before anything is made for the session itself.
     *
     * @return fails as the type says: {@code missing_field}, {@code session_not_found}, {@code unauthorized} …
     */
    default Uni<Joining> join(Wish wish) {
        return Uni.createFrom().item(Joining.NONE);
    }

    /** How such a session is wired: a function of its record alone. */
    Wiring wiring(Session session);

    /** Whether a recorder takes what the client receives; otherwise what the client sends. */
    default boolean recordsSource() {
        return false;
    }

    /** What {@code type_ext} and the {@code type} event say of it. */
    ObjectNode extension(Session session);

    /** What others are told when a session has become one of this type. */
    default List<Message> entered(Session session) {
        return List.of();
    }

    /** What others are told when a session is one of this type no more. */
    default List<Message> left(Session session) {
        return List.of();
    }
}
