package io.mediary.embedded.engine;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mediary.embedded.engine.rtp.RtpPacket;

/** A client of plain RTP for one m-line: an RTP and an RTCP socket on loopback that keep what comes. */
final class RtpClient implements AutoCloseable {

    final List<RtpPacket> packets = new CopyOnWriteArrayList<>();
    final List<byte[]> control = new CopyOnWriteArrayList<>();
    private final DatagramSocket rtp = socket();
    private final DatagramSocket rtcp = socket();

    RtpClient() {
        read(rtp);
        read(rtcp);
    }

    int port() {
        return rtp.getLocalPort();
    }

    int controlPort() {
        return rtcp.getLocalPort();
    }

    /** An offer of this client alone, as far as the lines of the m-section go. */
    String offer(String media, String formats, String... attributes) {
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                + section(media, formats, attributes);
    }

    String section(String media, String formats, String... attributes) {
        return "m=" + media + " " + port() + " " + formats + "\r\na=rtcp:" + controlPort() + "\r\n"
                + String.join("", Arrays.stream(attributes).map(a -> a + "\r\n").toList());
    }

    /** Sends RTP to a port of this machine. */
    void send(int port, int payloadType, int sequence, long timestamp, byte... payload) {
        send(rtp, port, ByteBuffer.allocate(12 + payload.length).put((byte) 0x80).put((byte) payloadType)
                .putShort((short) sequence).putInt((int) timestamp).putInt(0x1234).put(payload).array());
    }

    /** Sends any bytes from the RTP socket. */
    void sendRaw(int port, byte... packet) {
        send(rtp, port, packet);
    }

    void sendControl(int port, byte[] packet) {
        send(rtcp, port, packet);
    }

    /** Whether RTCP of this type, and of this format where that is not negative, has come. */
    boolean heard(int type, int format) {
        return control.stream().anyMatch(packet -> contains(packet, type, format));
    }

    /** The payload of a packet. */
    static byte[] payload(RtpPacket packet) {
        return Arrays.copyOfRange(packet.buffer(), packet.payloadOffset(),
                packet.payloadOffset() + packet.payloadLength());
    }

    /** The port in the first m-line of that kind. */
    static int port(String sdp, String media) {
        return sdp.lines().filter(l -> l.startsWith("m=" + media + " ")).findFirst()
                .map(l -> Integer.parseInt(l.split(" ")[1])).orElseThrow();
    }

    @Override
    public void close() {
        rtp.close();
        rtcp.close();
    }

    private static boolean contains(byte[] packet, int type, int format) {
        for (int at = 0; at + 4 <= packet.length; at += 4 + 4 * (ByteBuffer.wrap(packet).getShort(at + 2) & 0xFFFF)) {
            if ((packet[at + 1] & 0xFF) == type && (format < 0 || (packet[at] & 0x1F) == format)) {
                return true;
            }
        }
        return false;
    }

    private static DatagramSocket socket() {
        try {
            return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(DatagramSocket from, int port, byte[] packet) {
        try {
            from.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(DatagramSocket socket) {
        Thread reader = new Thread(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            try {
                while (true) {
                    socket.receive(packet);
                    keep(Arrays.copyOf(packet.getData(), packet.getLength()));
                }
            } catch (IOException e) {
                // The client is closed.
                return;
            }
        }, "rtp-client");
        reader.setDaemon(true);
        reader.start();
    }

    private void keep(byte[] packet) {
        int type = packet[1] & 0xFF;
        if (type >= 192 && type <= 223) {
            control.add(packet);
        } else {
            RtpPacket.parse(packet).ifPresent(packets::add);
        }
    }
}
