package io.mediary.embedded.engine.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Collections;
import java.util.Optional;

import org.jboss.logging.Logger;

/**
 * Opens pairs of UDP ports and reads them all with one thread, which begins with the first pair. Thread-safe; closing it closes every port.
 */
public final class UdpPorts implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(UdpPorts.class);
    private static final int ATTEMPTS = 100;
    private static final int BUFFER = 512 * 1024;
    private static final int LARGEST = 65_535;

    private final InetAddress host;
    private Selector selector;
    private boolean closed;

    /**
     * Ports of this address, or of every address of this machine for `0.0.0.0`.
     *
     * @throws UncheckedIOException when the address is unknown
     */
    public UdpPorts(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            this.host = address.isAnyLocalAddress() ? InetAddress.getByAddress(new byte[4]) : address;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot bind UDP ports of " + host, e);
        }
    }

    /** The address that others send to: the one that is bound, or else the machine's first IPv4 address that is not loopback. */
    public InetAddress address() {
        if (!host.isAnyLocalAddress()) {
            return host;
        }
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                Optional<InetAddress> address = network.inetAddresses()
                        .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress()).findFirst();
                if (network.isUp() && address.isPresent()) {
                    return address.get();
                }
            }
            return InetAddress.getByAddress(new byte[]{127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException("the addresses of this machine cannot be read", e);
        }
    }

    /** Whether packets can be sent to that address from here at all: IPv4 does not reach IPv6. */
    public boolean reaches(InetAddress other) {
        return other instanceof Inet4Address == host instanceof Inet4Address;
    }

    /**
     * Binds two neighbouring free ports, the lower one even.
     *
     * @throws UncheckedIOException when there are none
     * @throws IllegalStateException when these ports are closed
     */
    public UdpPair open() {
        try {
            Selector current = selector();
            for (int i = 0; i < ATTEMPTS; i++) {
                DatagramChannel one = bind(0);
                DatagramChannel other = null;
                try {
                    int number = ((InetSocketAddress) one.getLocalAddress()).getPort();
                    other = bind(number ^ 1);
                    UdpPort first = new UdpPort(one, current::wakeup);
                    UdpPort second = new UdpPort(other, current::wakeup);
                    register(current, first);
                    register(current, second);
                    return (number & 1) == 0 ? new UdpPair(first, second) : new UdpPair(second, first);
                } catch (BindException e) {
                    LOG.tracef("a neighbour is taken: %s", e.getMessage());
                    one.close();
                } catch (IOException | RuntimeException e) {
                    one.close();
                    if (other != null) {
                        other.close();
                    }
                    throw e;
                }
            }
            throw new BindException("no two neighbouring ports are free");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot bind UDP ports of " + host.getHostAddress(), e);
        } catch (ClosedSelectorException e) {
            throw new IllegalStateException("the media engine is closed", e);
        }
    }

    @Override
    public synchronized void close() {
        if (selector != null && !closed) {
            selector.keys().forEach(key -> ((UdpPort) key.attachment()).close());
            selector.wakeup();
        }
        closed = true;
    }

    private DatagramChannel bind(int number) throws IOException {
        DatagramChannel channel = DatagramChannel
                .open(host instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
            return channel.bind(new InetSocketAddress(host, number));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void register(Selector selector, UdpPort port) throws IOException {
        port.channel().register(selector, SelectionKey.OP_READ, port);
        selector.wakeup();
    }

    private synchronized Selector selector() throws IOException {
        if (closed) {
            throw new IllegalStateException("the media engine is closed");
        }
        if (selector == null) {
            selector = Selector.open();
            Thread thread = new Thread(() -> read(selector), "media-rtp");
            thread.setDaemon(true);
            thread.start();
        }
        return selector;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void read(Selector ready) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);
        try (ready) {
            while (!isClosed()) {
                ready.select(key -> read(key, buffer));
            }
        } catch (IOException | ClosedSelectorException e) {
            LOG.error("plain RTP is no longer read", e);
        }
    }

    private static void read(SelectionKey key, ByteBuffer buffer) {
        UdpPort port = (UdpPort) key.attachment();
        try {
            port.read(buffer);
        } catch (IOException e) {
            // Most often it was closed a moment ago; a port that fails for another reason is of no more use either.
            LOG.debugf("port %d is closed: %s", port.number(), e);
            port.close();
        }
    }
}
