package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address before servers that come and go: a connection goes to the next one in turn that takes it. All connections
 * can be cut at once. Thread-safe.
 */
public final class Passage implements FrontDoor {

    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<Integer> targets = List.of();

    /** Listens on a free port of loopback; leads nowhere yet. */
    public Passage() {
        try {
            door = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("passage", this::accept);
    }

    @Override
    public int port() {
        return door.getLocalPort();
    }

    @Override
    public void leadTo(List<Integer> ports) {
        targets = List.copyOf(ports);
    }

    /** Cuts all connections, and tells how many. New ones are taken as before. */
    public int cut() {
        List<Socket> now = new ArrayList<>(sockets);
        now.forEach(Passage::drop);
        return now.size() / 2;
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() {
        while (!door.isClosed()) {
            Socket client;
            try {
                client = door.accept();
            } catch (IOException e) {
                continue; // closed, or a client that was gone before it was taken
            }
            start("passage-connect", () -> join(client));
        }
    }

    private void join(Socket client) {
        Optional<Socket> found = connect();
        if (found.isEmpty()) {
            drop(client);
            return;
        }
        Socket server = found.get();
        sockets.add(client);
        sockets.add(server);
        start("passage-in", () -> pump(client, server));
        pump(server, client);
    }

    private Optional<Socket> connect() {
        List<Integer> ports = targets;
        int first = turn.getAndIncrement();
        for (int i = 0; i < ports.size(); i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(),
                        ports.get(Math.floorMod(first + i, ports.size()))));
                socket.setTcpNoDelay(true);
                return Optional.of(socket);
            } catch (IOException dead) {
                drop(socket);
            }
        }
        return Optional.empty();
    }

    private void pump(Socket from, Socket to) {
        try {
            to.setTcpNoDelay(true);
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            return; // one of the ends is gone: so is the other
        } finally {
            drop(from);
            drop(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
