package io.mediary.embedded.engine.ice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.ice4j.TransportAddress;
import org.ice4j.ice.harvest.SinglePortUdpHarvester;
import org.ice4j.util.Buffer;

/**
 * One UDP port that all connections of an engine share; packets are told apart by their remote address. One thread reads it. Unlike ice4j's own
 * it can also send the first check to a remote candidate, so that two engines reach each other.
 */
final class IcePort extends SinglePortUdpHarvester {

    private final Map<Remote, MySocket> opened = new ConcurrentHashMap<>();

    private record Remote(String ufrag, InetSocketAddress address) {
    }

    /** Binds the address; port 0 takes a free one. */
    IcePort(TransportAddress address) throws IOException {
        super(address);
    }

    /** Whether packets can go from this port to that address at all. */
    boolean reaches(TransportAddress remote) {
        return localAddress.canReach(remote)
                && localAddress.getAddress().isLoopbackAddress() == remote.getAddress().isLoopbackAddress();
    }

    /** Prepares sending to a remote candidate of the connection with this local user name fragment. */
    void open(String ufrag, InetSocketAddress remote) {
        maybeAcceptNewSession(null, remote, ufrag);
    }

    /** Forgets what belongs to a closed connection. */
    void forget(String ufrag) {
        opened.keySet().removeIf(r -> r.ufrag().equals(ufrag));
    }

    @Override
    protected MySocket maybeAcceptNewSession(Buffer buffer, InetSocketAddress remote, String ufrag) {
        if (opened == null) {
            // The library starts the reading thread in its constructor, before this class has its fields.
            return null;
        }
        // The reading thread and open() may come at the same time; a second socket would close the first.
        return opened.computeIfAbsent(new Remote(ufrag, remote),
                r -> super.maybeAcceptNewSession(buffer, remote, ufrag));
    }
}
