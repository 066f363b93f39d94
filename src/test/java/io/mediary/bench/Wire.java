package io.mediary.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A WebSocket with nothing between the caller and the system: it writes and reads on the caller's thread, so that what a
 * bench measures is the server. For one thread; reading blocks.
 */
final class Wire implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUFFER = 2048;
    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int TEXT = 0x1;
    private static final int CONTINUED = 0x0;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MASKED = 0x80;
    private static final int MASK = 4;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private final Socket socket;
    private final DataInputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
    }

    /** Connects. */
    static Wire connect(URI uri) throws IOException {
        return connect(uri, false);
    }

    /**
     * Connects.
     *
     * @param deflate with permessage-deflate
     * @throws IOException where the server refuses, or does not do as it was asked
     */
    static Wire connect(URI uri, boolean deflate) throws IOException {
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        Wire wire = new Wire(socket);
        socket.getOutputStream().write(("GET " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: bWVkaWFyeS1iZW5jaC0xIQ==\r\n"
                + (deflate ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String answer = wire.head();
        if (!answer.startsWith("HTTP/1.1 101") || deflate != answer.toLowerCase().contains("permessage-deflate")) {
            wire.close();
            throw new IOException(uri + " answers " + answer);
        }
        return wire;
    }

    /** Sends a text. */
    void send(String text) throws IOException {
        send(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a text that is compressed already, without regard to what went before. */
    void sendCompressed(byte[] message) throws IOException {
        send(FINAL | COMPRESSED | TEXT, message);
    }

    /** The next message. */
    String receive() throws IOException {
        return new String(receiveBytes(), StandardCharsets.UTF_8);
    }

    /** The next message as it came, compressed or not. Pings are answered. */
    byte[] receiveBytes() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            switch (first & 0xF) {
                case TEXT, CONTINUED -> {
                    message.writeBytes(payload);
                    if ((first & FINAL) != 0) {
                        return message.toByteArray();
                    }
                }
                case PING -> send(FINAL | PONG, payload);
                case PONG -> {
                    continue;
                }
                case CLOSE -> throw new IOException("closed by the server");
                default -> throw new IOException("frame " + first);
            }
        }
    }

    /** Whether something has come. */
    boolean ready() throws IOException {
        return in.available() > 0;
    }

    /** Ends the connection without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The mask is nothing: whoever masks for real hides from proxies, and there is none. */
    private void send(int first, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        if (payload.length < TWO_BYTES) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | EIGHT_BYTES)).putLong(payload.length);
        }
        frame.put(new byte[MASK]).put(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    private byte[] payload() throws IOException {
        int length = in.readUnsignedByte();
        if (length == TWO_BYTES) {
            length = in.readUnsignedShort();
        } else if (length == EIGHT_BYTES) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return payload;
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }
}
