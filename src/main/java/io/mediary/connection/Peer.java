package io.mediary.connection;

import io.mediary.function.Authentication;

/**
 * The far end of a connection.
 *
 * @param type {@code ws}, {@code sse}, or {@link #GATEWAY}
 * @param remote its address, as {@code host:port}
 */
public record Peer(String type, String remote) {

    /** The type of a connection that a SIP gateway of the system has. */
    public static final String GATEWAY = "sip";

    /** Whether whoever is there must not have a name: it is the gateways'. */
    boolean mayNotBe(String user) {
        return Authentication.GATEWAYS.equals(user) && !GATEWAY.equals(type);
    }
}
