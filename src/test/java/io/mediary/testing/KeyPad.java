package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of a telephone, as RTP (RFC 4733): four packets while a key is down, three that it is up. For one thread. */
public final class KeyPad implements AutoCloseable {

    private static final String DIGITS = "0123456789*#ABCD";
    private static final int STEP = 400;
    private static final int DOWN = 4;
    private static final int END = 0x8A;
    private static final int VOLUME = 0x0A;

    private final DatagramSocket socket;
    private final InetAddress host;
    private final int port;
    private final int type;
    private final int ssrc = ThreadLocalRandom.current().nextInt();
    private int sequence;
    private int timestamp;

    private KeyPad(DatagramSocket socket, InetAddress host, int port, int type) {
        this.socket = socket;
        this.host = host;
        this.port = port;
        this.type = type;
    }

    /** Of a telephone that was described this; for PCMU and PCMA. */
    public static KeyPad to(String sdp) {
        try {
            return new KeyPad(new DatagramSocket(0, InetAddress.getLoopbackAddress()),
                    InetAddress.getByName("127.0.0.1"),
                    port(sdp), type(sdp));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a description wants audio. */
    public static int port(String sdp) {
        return number(sdp, "m=audio (\\d+) ");
    }

    private static int type(String sdp) {
        return number(sdp, "a=rtpmap:(\\d+) telephone-event/8000");
    }

    private static int number(String sdp, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(sdp);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + sdp);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Presses a key, for 200 ms by its packets. */
    public void press(char digit) {
        timestamp += 10 * STEP;
        for (int i = 1; i <= DOWN; i++) {
            send(digit, VOLUME, i * STEP);
        }
        for (int i = 0; i < 3; i++) {
            send(digit, END, DOWN * STEP);
        }
    }

    private void send(char digit, int state, int duration) {
        byte[] packet = ByteBuffer.allocate(16).put((byte) 0x80).put((byte) type).putShort((short) ++sequence)
                .putInt(timestamp).putInt(ssrc).put((byte) DIGITS.indexOf(digit)).put((byte) state)
                .putShort((short) duration).array();
        send(packet);
    }

    /** Sends a packet as it is. */
    public void send(byte[] packet) {
        try {
            socket.send(new DatagramPacket(packet, packet.length, host, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
