package io.mediary.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server for one file or a directory on loopback, as good or as bad as a test needs it. */
public final class FileServer implements AutoCloseable {

    /** What it does with a request. */
    public enum Manner {
        /** Answers with what was asked for. */
        RANGES,
        /** Answers with the whole file, whatever was asked for. */
        NO_RANGES,
        /** The same in chunks. */
        CHUNKS,
        /** Never answers. */
        SILENT,
        /** Answers with half the file, and no more. */
        STALLS,
        /** Sends the client to where it must not go. */
        REDIRECTS
    }

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server = new ServerSocket();
    private final Content content;
    private final Manner manner;

    private interface Content {

        byte[] at(String path) throws IOException;
    }

    /** Serves the file at every path, from now on. */
    public FileServer(byte[] file, Manner manner) throws IOException {
        this(path -> file, manner);
    }

    /** Serves the files of a directory by their names, from now on; others are not found. */
    public FileServer(Path directory, Manner manner) throws IOException {
        this(path -> Files.readAllBytes(directory.resolve(path.substring(1))), manner);
    }

    private FileServer(Content content, Manner manner) throws IOException {
        this.content = content;
        this.manner = manner;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread accepting = new Thread(this::accept, "file-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    /** The paths that were asked for. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Its address with this path. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    /** How many of its connections the client has open. */
    public long open() {
        return sockets.stream().filter(FileServer::isOpen).count();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(20);
            return !socket.isClosed() && socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread answering = new Thread(() -> answer(socket), "file-server");
                answering.setDaemon(true);
                answering.start();
            }
        } catch (IOException e) {
            // The server is closed.
            return;
        }
    }

    private void answer(Socket socket) {
        try {
            String head = head(socket);
            String path = head.split(" ")[1];
            requests.add(path);
            OutputStream out = socket.getOutputStream();
            int from = head.contains("Range: bytes=")
                    ? Integer.parseInt(head.replaceAll("(?s).*Range: bytes=(\\d+)-.*", "$1"))
                    : 0;
            byte[] file = manner == Manner.REDIRECTS ? new byte[0] : content.at(path);
            if (head.startsWith("HEAD ") && manner != Manner.SILENT && manner != Manner.REDIRECTS) {
                say(out, "HTTP/1.1 200 OK", "Content-Length: " + file.length, "Connection: close");
                socket.close();
                return;
            }
            byte[] part = Arrays.copyOfRange(file, from, file.length);
            switch (manner) {
                case RANGES -> {
                    say(out, "HTTP/1.1 206 Partial Content", "Content-Length: " + part.length,
                            "Content-Range: bytes " + from + "-" + (file.length - 1) + "/" + file.length);
                    out.write(part);
                }
                case NO_RANGES -> {
                    say(out, "HTTP/1.1 200 OK", "Content-Length: " + file.length);
                    out.write(file);
                }
                case CHUNKS -> {
                    say(out, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked");
                    for (int at = 0; at < file.length; at += 1000) {
                        int length = Math.min(1000, file.length - at);
                        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        out.write(file, at, length);
                        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                case SILENT -> {
                    return;
                }
                case STALLS -> {
                    say(out, "HTTP/1.1 200 OK", "Content-Length: " + file.length);
                    out.write(file, 0, file.length / 2);
                    return;
                }
                case REDIRECTS -> {
                    String target = path.equals("/file") ? "file:///etc/passwd" : "http://localhost:9/secret";
                    say(out, "HTTP/1.1 302 Found", "Location: " + target, "Content-Length: 0");
                }
            }
            socket.close();
        } catch (NoSuchFileException e) {
            notFound(socket);
        } catch (IOException e) {
            // The client has gone.
            return;
        }
    }

    private static void notFound(Socket socket) {
        try (socket) {
            say(socket.getOutputStream(), "HTTP/1.1 404 Not Found", "Content-Length: 0");
        } catch (IOException e) {
            // The client has gone.
            return;
        }
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int each = socket.getInputStream().read();
            if (each < 0) {
                throw new IOException("no request");
            }
            head.append((char) each);
        }
        return head.toString();
    }

    private static void say(OutputStream out, String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
