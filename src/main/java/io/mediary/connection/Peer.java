package io.mediary.connection;

import io.mediary.function.Authentication;

/**
 * The far end of a connection.
 *
 * @param type {@code ws}, {@code sse}, or {@link #GATEWAY}
 * @param remote its address, as {@code host:port}
 */
public record Peer(String type, String remote) {

    /** The type of the system's own connections, by which SIP gateways serve calls. */
    public static final String GATEWAY = "sip";

    /** Whether it is a connection of the system's own: what is bounded for clients is not for what serves them all. */
    public boolean isGateway() {
        return type.equals(GATEWAY);
    }

    /** Whether whoever is there must not have a name: it is the gateways'. */
    boolean mayNotBe(String user) {
        return Authentication.GATEWAYS.equals(user) && !isGateway();
    }
}
