package io.mediary.sip.registrar;

import java.util.List;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A registered contact of a user.
 *
 * @param contact its URI, as the telephone gave it
 * @param path the proxies on the way to it (RFC 3327), as values of Route; none: directly
 * @param transport by which its REGISTER came: {@code udp}, {@code tcp}, {@code tls}
 * @param host where from, in figures
 * @param port where from
 * @param gateway the instance that it came to: a connection (TCP, TLS) is held by that one alone
 */
@RegisterForReflection
public record Binding(String contact, List<String> path, String transport, String host, int port, String gateway) {

    /** Keeps its own list. */
    public Binding {
        path = List.copyOf(path);
    }

    /** Whether it is reached over a connection of its gateway alone. */
    public boolean heldByGateway() {
        return path.isEmpty() && !"udp".equals(transport);
    }
}
