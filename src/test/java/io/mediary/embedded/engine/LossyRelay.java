package io.mediary.embedded.engine;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A UDP relay in front of an engine that loses media packets in both directions, always the same ones. */
final class LossyRelay implements AutoCloseable {

    private final DatagramSocket front = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final DatagramSocket back = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final SocketAddress engine;
    private final double loss;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile SocketAddress client;

    LossyRelay(int enginePort, double loss) throws IOException {
        engine = new InetSocketAddress(InetAddress.getLoopbackAddress(), enginePort);
        this.loss = loss;
        start(front, back, 1);
        start(back, front, 2);
    }

    int port() {
        return front.getLocalPort();
    }

    int lost() {
        return lost.get();
    }

    private void start(DatagramSocket from, DatagramSocket to, int seed) {
        Thread thread = new Thread(() -> run(from, to, new Random(seed)), "lossy-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(DatagramSocket from, DatagramSocket to, Random random) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (!from.isClosed()) {
            try {
                packet.setLength(2048);
                from.receive(packet);
                if (from == front) {
                    client = packet.getSocketAddress();
                }
                boolean media = (packet.getData()[0] & 0xC0) == 0x80;
                if (media && random.nextDouble() < loss) {
                    lost.incrementAndGet();
                    continue;
                }
                SocketAddress target = from == front ? engine : client;
                to.send(new DatagramPacket(packet.getData(), packet.getLength(), target));
            } catch (IOException e) {
                // Closed, or the far side is gone: what cannot be sent is lost, as on a real network.
                lost.incrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
