package io.mediary.embedded.engine.ice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.harvest.AbstractUdpListener;

/** The UDP ports of an engine: one for each address it serves. Thread-safe. */
public final class IcePorts implements AutoCloseable {

    // Held, or the levels would be lost with the collected loggers.
    private static final List<Logger> NOISE = Stream.of("org.ice4j", "org.jitsi", "JitsiConfig").map(Logger::getLogger)
            .toList();

    private final List<IcePort> ports;

    /**
     * Binds a free port of `host`, or of every IPv4 address of this machine for `0.0.0.0`.
     *
     * @throws UncheckedIOException when the address is unknown or cannot be bound
     */
    public IcePorts(String host) {
        configureLibrary();
        List<IcePort> bound = new ArrayList<>();
        try {
            for (InetAddress address : addresses(host)) {
                bound.add(new IcePort(new TransportAddress(address, 0, Transport.UDP)));
            }
        } catch (IOException e) {
            bound.forEach(IcePort::close);
            throw new UncheckedIOException("cannot bind a UDP port of " + host, e);
        }
        ports = List.copyOf(bound);
    }

    List<IcePort> all() {
        return ports;
    }

    /** The bound port numbers. */
    public List<Integer> numbers() {
        return ports.stream().map(p -> p.getLocalAddress().getPort()).toList();
    }

    @Override
    public void close() {
        ports.forEach(IcePort::close);
    }

    private static Set<InetAddress> addresses(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        if (!address.isAnyLocalAddress()) {
            return Set.of(address);
        }
        Set<InetAddress> all = new LinkedHashSet<>();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (network.isUp()) {
                Collections.list(network.getInetAddresses()).stream().filter(a -> a.getAddress().length == 4)
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** ice4j takes its settings from system properties and statics, before its first use. */
    private static synchronized void configureLibrary() {
        NOISE.stream().filter(l -> l.getLevel() == null).forEach(l -> l.setLevel(Level.WARNING));
        setting("ice4j.harvest.mapping.aws.enabled", "false");
        setting("ice4j.harvest.udp.use-dynamic-ports", "false");
        setting("ice4j.harvest.udp.socket-pool-size", "1");
        setting("ice4j.use-component-socket", "false");
        setting("ice4j.consent-freshness.interval", "3 seconds");
        setting("ice4j.consent-freshness.max-retransmissions", "6");
        AbstractUdpListener.USE_PUSH_API = true;
    }

    private static void setting(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
