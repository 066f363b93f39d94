package io.mediary.sip.stack;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;

/** UDP: one socket for both ways. Thread-safe. */
final class Datagrams {

    private static final Logger LOG = Logger.getLogger(Datagrams.class);
    /** What the kernel keeps while a thread is away; it grants what it may. */
    private static final int KEPT = 1 << 20;

    private final Vertx vertx;
    private final Sink sink;
    private final int most;
    private DatagramSocket socket;
    private int port;

    /** @param most the largest message that is taken */
    Datagrams(Vertx vertx, int most, Sink sink) {
        this.vertx = vertx;
        this.most = most;
        this.sink = sink;
    }

    /** Listens; the future fails where the port is taken. */
    Future<Void> start(String host, int wanted) {
        socket = vertx.createDatagramSocket(new DatagramSocketOptions().setReceiveBufferSize(KEPT)
                .setSendBufferSize(KEPT).setIpV6(host.indexOf(':') >= 0));
        socket.exceptionHandler(broken -> LOG.debugf("UDP: %s", broken.getMessage()));
        return socket.listen(wanted, host).map(listening -> {
            port = listening.localAddress().port();
            listening.handler(this::read);
            return null;
        });
    }

    /** Where it listens. */
    int port() {
        return port;
    }

    /** Sends a packet. */
    void send(Peer to, byte[] message, Consumer<String> failed) {
        socket.send(Buffer.buffer(message), to.port(), to.host())
                .onFailure(broken -> failed.accept(String.valueOf(broken.getMessage())));
    }

    /** Listens no more. */
    Future<Void> stop() {
        return socket == null ? Future.succeededFuture() : socket.close();
    }

    private void read(DatagramPacket packet) {
        int length = packet.data().length();
        // Empty lines keep a NAT's binding: no message.
        if (length > 4 && length <= most && packet.sender().port() > 0) {
            InetSocketAddress sender = new InetSocketAddress(packet.sender().hostAddress(), packet.sender().port());
            sink.received(new Peer("udp", sender), packet.data().getBytes(), true);
        }
    }
}
