package io.mediary.node;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.event.Delivery;
import io.mediary.event.Event;
import io.mediary.media.MediaNode;
import io.mediary.media.NodeEvents;
import io.smallrye.mutiny.Uni;

/** The events of media servers ({@code media/node}): {@code up}, {@code draining}, {@code down}, each with its reason. Thread-safe. */
@ApplicationScoped
public class NodeEventLog implements NodeEvents {

    /** Administrators see everybody's events; nobody else has this name: neither a token nor a login can carry it. */
    private static final String NOBODY = "\0";

    private final Delivery delivery;
    private final ObjectMapper json;

    NodeEventLog(Delivery delivery, ObjectMapper json) {
        this.delivery = delivery;
        this.json = json;
    }

    @Override
    public Uni<Void> changed(MediaNode node, String reason) {
        return delivery.publish(Event.media("node", NodeInfo.state(node), node.id(), NOBODY,
                json.createObjectNode().put("url", node.url().toString()).put("reason", reason)));
    }
}
