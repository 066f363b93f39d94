package io.mediary.session.type;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.Wiring;
import io.mediary.session.Session;

/** The client is connected, and nothing goes anywhere. */
@ApplicationScoped
public class Park implements SessionType {

    /** The word in the API. */
    public static final String NAME = "park";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Wiring wiring(Session session) {
        return Wiring.PARKED;
    }

    @Override
    public ObjectNode extension(Session session) {
        return JsonNodeFactory.instance.objectNode();
    }
}
