package io.mediary.embedded.engine.playback;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET over HTTP/1.1 (RFC 9112) on a connection of its own. The Java runtime's own clients are no use here: they
 * resolve names themselves, after the check, and cannot be made to end from another thread at once.
 */
final class HttpConnection {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int READ_MILLIS = 10_000;
    private static final int MOST_REDIRECTS = 5;
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_HEADERS = 200;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Socket socket;
    private final InputStream in;
    private final int status;
    private final Map<String, String> headers;
    private final boolean chunked;
    private long left;

    private HttpConnection(Socket socket, InputStream in, int status, Map<String, String> headers) {
        this.socket = socket;
        this.in = in;
        this.status = status;
        this.headers = headers;
        chunked = headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).contains("chunked");
        left = chunked ? 0 : length().orElse(Long.MAX_VALUE);
    }

    /**
     * Asks for the bytes from `from` on, and follows redirects as far as the guard allows.
     *
     * @param opened gets every socket before it is connected: closing it ends the waiting
     * @throws PlaybackException where it may not be opened, or the server has no such thing
     */
    static HttpConnection open(URI uri, long from, UriGuard guard, Consumer<Socket> opened) throws IOException {
        URI next = uri;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpConnection connection = request(next, from, guard, opened);
            if (!REDIRECTS.contains(connection.status)) {
                return connection.checked();
            }
            connection.close();
            next = target(next, connection.headers.getOrDefault("location", ""));
        }
        throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "The uri is redirected in a circle");
    }

    /** Whether the server says, or shows, that it can begin anywhere. */
    boolean ranges() {
        return status == 206 || headers.getOrDefault("accept-ranges", "").equalsIgnoreCase("bytes");
    }

    /** Whether these are the bytes from there on, and not all of them. */
    boolean begins(long from) {
        return from == 0 && status == 200
                || status == 206 && headers.getOrDefault("content-range", "").startsWith("bytes " + from + "-");
    }

    /** The size of the whole file, -1 where the server does not tell. */
    long size() {
        if (status == 206) {
            String range = headers.getOrDefault("content-range", "");
            return number(range.substring(range.indexOf('/') + 1)).orElse(-1L);
        }
        return length().orElse(-1L);
    }

    /** The next bytes of the body, -1 at its end. */
    int read(byte[] into, int length) throws IOException {
        if (chunked && left == 0) {
            left = nextChunk();
        }
        if (left <= 0) {
            left = -1;
            return -1;
        }
        int read = in.read(into, 0, (int) Math.min(left, length));
        if (read < 0) {
            if (chunked || length().isPresent()) {
                throw new IOException("the server broke off");
            }
            return -1;
        }
        left -= read;
        if (chunked && left == 0) {
            line(in);
        }
        return read;
    }

    void close() {
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, open or not.
            return;
        }
    }

    private static HttpConnection request(URI uri, long from, UriGuard guard, Consumer<Socket> opened)
            throws IOException {
        Sources.check(uri, guard);
        Socket plain = new Socket();
        try {
            opened.accept(plain);
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
            plain.setSoTimeout(READ_MILLIS);
            plain.connect(new InetSocketAddress(address(uri, guard), port), CONNECT_MILLIS);
            Socket socket = secure ? secured(plain, uri.getHost(), port) : plain;
            socket.getOutputStream().write(head(uri, from).getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            String[] status = line(in).split(" ", 3);
            if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[1-5]\\d\\d")) {
                throw new IOException("no HTTP");
            }
            return new HttpConnection(plain, in, Integer.parseInt(status[1]), headers(in));
        } catch (IOException | RuntimeException e) {
            close(plain);
            throw e;
        }
    }

    private HttpConnection checked() throws PlaybackException {
        String encoding = headers.getOrDefault("content-encoding", "identity");
        if (status != 200 && status != 206 || !encoding.equalsIgnoreCase("identity")) {
            close();
            throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
        }
        return this;
    }

    private static InetAddress address(URI uri, UriGuard guard) throws IOException {
        InetAddress address = InetAddress.getByName(uri.getHost());
        if (!guard.allows(uri, address)) {
            throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
        }
        return address;
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) trusted().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLSocketFactory trusted() throws IOException {
        try {
            return SSLContext.getDefault().getSocketFactory();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static String head(URI uri, long from) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
        String host = ascii.getHost() + (ascii.getPort() > 0 ? ":" + ascii.getPort() : "");
        String user = uri.getUserInfo() == null
                ? ""
                : "Authorization: Basic " + Base64.getEncoder()
                        .encodeToString(uri.getUserInfo().getBytes(StandardCharsets.UTF_8)) + "\r\n";
        return "GET " + path + query + " HTTP/1.1\r\nHost: " + host + "\r\n" + user
                + "User-Agent: Mediary\r\nAccept: */*\r\nAccept-Encoding: identity\r\nRange: bytes=" + from
                + "-\r\nConnection: close\r\n\r\n";
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < MOST_HEADERS; i++) {
            String line = line(in);
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
        }
        throw new IOException("too many headers");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0 || line.length() >= LONGEST_LINE) {
                throw new IOException(each < 0 ? "the server broke off" : "a line is too long");
            }
            line.append((char) each);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private long nextChunk() throws IOException {
        String size = line(in).split(";", 2)[0].trim();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("no chunk");
        }
        return Long.parseLong(size, 16);
    }

    private Optional<Long> length() {
        return number(headers.getOrDefault("content-length", ""));
    }

    private static Optional<Long> number(String text) {
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static URI target(URI from, String location) throws IOException {
        try {
            URI target = from.resolve(new URI(location));
            if (target.getScheme() != null && target.getHost() != null
                    && List.of("http", "https").contains(target.getScheme().toLowerCase(Locale.ROOT))) {
                return target;
            }
            throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
        } catch (URISyntaxException e) {
            throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
        }
    }
}
