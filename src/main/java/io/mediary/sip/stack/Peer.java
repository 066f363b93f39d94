package io.mediary.sip.stack;

import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * The other end of a packet or connection, as the network shows it and not as the message says.
 *
 * @param transport {@code udp}, {@code tcp} or {@code tls}
 * @param address where it came from, or shall go; resolved
 */
public record Peer(String transport, InetSocketAddress address) {

    /** Lower case for the transport. */
    public Peer {
        transport = transport.toLowerCase(Locale.ROOT);
    }

    /** The address in figures, without brackets. */
    public String host() {
        return address.getAddress().getHostAddress();
    }

    /** The port. */
    public int port() {
        return address.getPort();
    }

    /** Whether it is a connection (TCP, TLS): a contact behind it is reached over that alone. */
    public boolean isConnection() {
        return !"udp".equals(transport);
    }

    /** {@code tcp:192.0.2.7:40312}; in the books and logs. */
    @Override
    public String toString() {
        String host = host();
        return transport + ":" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port();
    }
}
