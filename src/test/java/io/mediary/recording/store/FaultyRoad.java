package io.mediary.recording.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A road to a server that carries so many bytes to it and then breaks: all connections end, new ones as well. */
final class FaultyRoad implements AutoCloseable {

    private final ServerSocket entrance;
    private final URI server;
    private final AtomicLong left;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param bytes that reach the server; {@link Long#MAX_VALUE} for a whole road */
    FaultyRoad(URI server, long bytes) throws IOException {
        this.server = server;
        this.left = new AtomicLong(bytes);
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Where it begins. */
    URI entrance() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
    }

    /** Whether it has broken. */
    boolean broken() {
        return left.get() <= 0;
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket onward = new Socket(server.getHost(), server.getPort());
                sockets.add(client);
                sockets.add(onward);
                threads.execute(() -> carry(client, onward, true));
                threads.execute(() -> carry(onward, client, false));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void carry(Socket from, Socket to, boolean counted) {
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[16_384];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (counted && left.addAndGet(-read) <= 0) {
                    cut();
                    return;
                }
                out.write(bytes, 0, read);
                out.flush();
            }
        } catch (IOException ended) {
            // The other direction ends with it.
        }
    }

    private void cut() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException closedAlready) {
                // It is what was wanted.
            }
        }
    }
}
