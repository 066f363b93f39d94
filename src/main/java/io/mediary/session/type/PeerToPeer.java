package io.mediary.session.type;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.Wiring;
import io.mediary.session.Session;

/** No media server: offer, answer and candidates pass between the clients of a master and its slave. */
@ApplicationScoped
public class PeerToPeer implements SessionType {

    /** The word in the API. */
    public static final String NAME = "p2p";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean onMediaServer() {
        return false;
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
