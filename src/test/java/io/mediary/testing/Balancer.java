package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One address for several instances, as clients see them behind a load balancer: each connection goes to the first
 * instance that takes it. Thread-safe.
 */
public final class Balancer implements AutoCloseable {

    private final List<Integer> targets = new CopyOnWriteArrayList<>();
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** Listens on a free port of loopback. */
    public Balancer(List<MediaryProcess> instances) {
        instances.forEach(instance -> targets.add(instance.http("/").getPort()));
        try {
            door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("balancer-accept", this::accept);
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            Socket server = connect();
            sockets.addAll(List.of(client, server));
            start("balancer-in", () -> pump(client, server));
            start("balancer-out", () -> pump(server, client));
        }
    }

    /** A closed socket, where no instance lives. */
    private Socket connect() throws IOException {
        for (int port : targets) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket;
            } catch (ConnectException dead) {
                socket.close();
            }
        }
        Socket none = new Socket();
        none.close();
        return none;
    }

    private void pump(Socket from, Socket to) throws IOException {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } finally {
            sockets.removeAll(List.of(from, to));
        }
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                return; // one of the ends is gone
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
