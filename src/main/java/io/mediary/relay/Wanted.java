package io.mediary.relay;

import java.util.function.UnaryOperator;

import io.mediary.media.Endpoint;

/**
 * A relay that somebody needs.
 *
 * @param sessionId whose media it is to carry
 * @param source what that session has at its media server
 * @param node the media server that it is to carry them to
 * @param use who needs it
 * @param codecs the offer of its sending end as the receiving one shall see it; what it throws is the failure
 */
public record Wanted(String sessionId, Endpoint source, String node, Use use, UnaryOperator<String> codecs) {

    /** The relay's id. */
    String relayId() {
        return Relay.id(sessionId, node);
    }

    /** As it is before it is made. */
    Relay making() {
        return Relay.making(sessionId, source.place().node(), node);
    }
}
