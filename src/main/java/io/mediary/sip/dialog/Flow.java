package io.mediary.sip.dialog;

import java.net.InetSocketAddress;

import io.mediary.sip.stack.Peer;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Where a telephone's messages came from, as a record keeps it.
 *
 * @param transport udp, tcp or tls
 * @param host in figures
 * @param port its port
 */
@RegisterForReflection
public record Flow(String transport, String host, int port) {

    /** Of a peer. */
    static Flow of(Peer peer) {
        return new Flow(peer.transport(), peer.host(), peer.port());
    }

    /** As the stack takes it; figures need no look-up. */
    Peer peer() {
        return new Peer(transport, new InetSocketAddress(host, port));
    }
}
