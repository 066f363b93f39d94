package io.mediary.session.type;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.Wiring;
import io.mediary.session.Session;

/** The client gets back what it sends, less what is muted. */
@ApplicationScoped
public class Echo implements SessionType {

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public Wiring wiring(Session session) {
        return new Wiring(session.media().open(), new Wiring.Source.OwnProxy());
    }

    @Override
    public ObjectNode extension(Session session) {
        return JsonNodeFactory.instance.objectNode();
    }
}
