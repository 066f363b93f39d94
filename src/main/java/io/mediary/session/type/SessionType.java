package io.mediary.session.type;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.Wiring;
import io.mediary.session.Session;

/** What a session of one type does with its client's media. A CDI bean for each type; it holds no state. */
public interface SessionType {

    /** The word in the API. */
    String name();

    /** How such a session is wired: a function of its record alone. */
    Wiring wiring(Session session);

    /** What {@code type_ext} and the {@code type} event say of it. */
    ObjectNode extension(Session session);
}
