package io.mediary.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The simplest of telephones: sends any text to a SIP server, over UDP, TCP or a given socket, and shows what comes back. It knows neither
 * transactions nor dialogs. For one thread; every method blocks for some seconds at most.
 */
public final class Phone implements AutoCloseable {

    private static final int PATIENCE = 5_000;

    private final String transport;
    private final DatagramSocket packets;
    private final Socket stream;
    private final BlockingQueue<String> came = new LinkedBlockingQueue<>();
    private int cseq;

    private Phone(String transport, DatagramSocket packets, Socket stream) {
        this.transport = transport;
        this.packets = packets;
        this.stream = stream;
        Thread reader = new Thread(packets == null ? this::readStream : this::readPackets, "phone");
        reader.setDaemon(true);
        reader.start();
    }

    /** By UDP, to a port on loopback. */
    public static Phone udp(int port) {
        try {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new Phone("UDP", socket, null);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By TCP, to a port on loopback. */
    public static Phone tcp(int port) {
        try {
            return over("TCP", new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By a connection that is open. */
    public static Phone over(String transport, Socket socket) {
        return new Phone(transport, null, socket);
    }

    /** Its own port. */
    public int port() {
        return packets == null ? stream.getLocalPort() : packets.getLocalPort();
    }

    /** A whole request outside of dialogs, with a Call-ID of its own; further lines as they are. */
    public String request(String method, String uri, String... lines) {
        return request(method, uri, "alice@example.com", UUID.randomUUID().toString(), ++cseq, lines);
    }

    /** As the other one, from {@code sip:FROM} to the same address, with all that a transaction is known by. */
    public String request(String method, String uri, String from, String callId, int number, String... lines) {
        String more = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
        return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/" + transport + " 127.0.0.1:" + port()
                + ";rport;branch=z9hG4bK" + UUID.randomUUID() + "\r\nMax-Forwards: 70\r\nFrom: <sip:" + from
                + ">;tag=1\r\nTo: <sip:" + from + ">\r\nCall-ID: " + callId + "\r\nCSeq: " + number + " " + method
                + "\r\n" + more + "Content-Length: 0\r\n\r\n";
    }

    /** Sends bytes. */
    public void send(byte[] message) {
        try {
            if (packets != null) {
                packets.send(new DatagramPacket(message, message.length));
            } else {
                stream.getOutputStream().write(message);
                stream.getOutputStream().flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text. */
    public void send(String message) {
        send(message.getBytes(StandardCharsets.UTF_8));
    }

    /** The next that comes; empty where nothing does for some time. */
    public Optional<String> next(long millis) {
        try {
            return Optional.ofNullable(came.poll(millis, TimeUnit.MILLISECONDS)).filter(text -> !text.isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next that comes, which must. */
    public String next() {
        return next(PATIENCE).orElseThrow(() -> new AssertionError("nothing came by " + transport));
    }

    /** The final response of a request of ours; others are passed over. */
    public String ask(String request) {
        send(request);
        String callId = header(request, "Call-ID");
        String response = next();
        while (!callId.equals(header(response, "Call-ID")) || response.startsWith("SIP/2.0 1")) {
            response = next();
        }
        return response;
    }

    /** The value of a header's first line; empty where there is none. */
    public static String header(String message, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return message.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start)).findFirst()
                .map(line -> line.substring(start.length()).strip()).orElse("");
    }

    /** The values of all lines of a header. */
    public static List<String> headers(String message, String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return message.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip()).toList();
    }

    /** Whether the other side has closed the connection within some time. */
    public boolean isClosed(long millis) {
        try {
            String last = came.poll(millis, TimeUnit.MILLISECONDS);
            while (last != null && !last.isEmpty()) {
                last = came.poll(millis, TimeUnit.MILLISECONDS);
            }
            return last != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void readPackets() {
        byte[] room = new byte[65536];
        while (!packets.isClosed()) {
            DatagramPacket packet = new DatagramPacket(room, room.length);
            try {
                packets.receive(packet);
                came.add(new String(room, 0, packet.getLength(), StandardCharsets.UTF_8));
            } catch (SocketTimeoutException again) {
                continue;
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Messages are told apart by their Content-Length, which our gateway always sends; an empty text is the end. */
    private void readStream() {
        StringBuilder text = new StringBuilder();
        byte[] room = new byte[8192];
        try {
            InputStream in = stream.getInputStream();
            for (int length = in.read(room); length >= 0; length = in.read(room)) {
                text.append(new String(room, 0, length, StandardCharsets.UTF_8));
                cut(text);
            }
        } catch (IOException closed) {
            // The end is told below.
        }
        came.add("");
    }

    private void cut(StringBuilder text) {
        for (int end = end(text); end >= 0; end = end(text)) {
            String head = text.substring(0, end + 4);
            String length = header(head, "Content-Length");
            int whole = end + 4 + (length.isEmpty() ? 0 : Integer.parseInt(length));
            if (text.length() < whole) {
                return;
            }
            came.add(text.substring(0, whole));
            text.delete(0, whole);
        }
    }

    /** Where the next message's head ends, without what kept the connection alive before it. */
    private static int end(StringBuilder text) {
        while (text.length() > 0 && (text.charAt(0) == '\r' || text.charAt(0) == '\n')) {
            text.deleteCharAt(0);
        }
        return text.indexOf("\r\n\r\n");
    }

    @Override
    public void close() {
        try {
            if (packets != null) {
                packets.close();
            } else {
                stream.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
