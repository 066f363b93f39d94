package io.mediary.embedded.engine.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

import org.jboss.logging.Logger;

/** A bound UDP port. What comes is told to its handler by the one thread of {@link UdpPorts}. Thread-safe. */
public final class UdpPort implements AutoCloseable {

    /** Takes what comes to a port. */
    @FunctionalInterface
    public interface Handler {

        /** A packet, which belongs to the handler from now on; on the thread that reads all ports, so nothing slow. */
        void received(InetSocketAddress from, byte[] packet);
    }

    private static final Logger LOG = Logger.getLogger(UdpPort.class);
    private static final int TURN = 64;

    private final DatagramChannel channel;
    private final int number;
    private final Runnable freed;
    private volatile Handler handler = (from, packet) -> LOG.trace("a packet before its time");

    UdpPort(DatagramChannel channel, Runnable freed) throws IOException {
        this.channel = channel;
        this.freed = freed;
        number = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** Its number. */
    public int number() {
        return number;
    }

    /** From now on packets go to this handler; those that came before are lost. */
    public void handler(Handler newHandler) {
        handler = newHandler;
    }

    /** Sends a packet; false when the network does not take it now. Never waits. */
    public boolean send(byte[] packet, InetSocketAddress to) {
        try {
            return channel.send(ByteBuffer.wrap(packet), to) == packet.length;
        } catch (IOException e) {
            LOG.tracef("packet not sent: %s", e);
            return false;
        }
    }

    /** Reads what is there, but lets others have their turn. */
    void read(ByteBuffer buffer) throws IOException {
        for (int i = 0; i < TURN; i++) {
            buffer.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
            if (from == null) {
                return;
            }
            byte[] packet = new byte[buffer.flip().remaining()];
            buffer.get(packet);
            try {
                handler.received(from, packet);
            } catch (RuntimeException e) {
                LOG.errorf(e, "a packet to port %d could not be handled", number);
            }
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    /** Gives the port back to the system, within moments. Closing twice does nothing. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warnf("port %d did not close: %s", number, e);
        }
        freed.run();
    }
}
