package io.mediary.embedded.engine.recording;

import java.awt.Color;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;

/**
 * Sends footage, again and again, each packet when it is due. An encoder that does that on a busy machine falls behind, and what it sends in a second
 * is less than a second.
 */
final class Projector implements AutoCloseable {

    private static final double SECONDS = 3;
    private static final Map<List<Object>, Footage> FILMED = new ConcurrentHashMap<>();

    private final DatagramSocket socket;
    private final Thread thread;
    private volatile boolean closed;

    /** Sends in real time until it is closed: a tone, or a picture of that colour with a key frame each second. */
    Projector(Color colour, List<RtpStream> to) throws IOException {
        for (RtpStream stream : to) {
            filmed(stream.codec(), colour);
        }
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread = new Thread(() -> run(colour, to), "projector");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.close();
    }

    private static Footage filmed(RtpCodec codec, Color colour) throws IOException {
        List<Object> key = List.of(codec, codec.video() ? colour : Color.BLACK);
        Footage footage = FILMED.get(key);
        if (footage == null) {
            footage = Footage.of(codec, colour, SECONDS);
            FILMED.put(key, footage);
        }
        return footage;
    }

    private void run(Color colour, List<RtpStream> to) {
        try {
            long start = System.nanoTime();
            int[] next = new int[to.size()];
            while (!closed) {
                long soonest = Long.MAX_VALUE;
                for (int i = 0; i < next.length; i++) {
                    Footage footage = filmed(to.get(i).codec(), colour);
                    long due = TimeUnit.MILLISECONDS.toNanos(footage.millisOf(next[i]));
                    if (System.nanoTime() - start >= due) {
                        byte[] packet = footage.packetOf(next[i]++);
                        socket.send(new DatagramPacket(packet, packet.length, InetAddress.getByName(to.get(i).host()),
                                to.get(i).port()));
                        soonest = 0;
                    } else {
                        soonest = Math.min(soonest, start + due - System.nanoTime());
                    }
                }
                LockSupport.parkNanos(Math.max(0, soonest));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
