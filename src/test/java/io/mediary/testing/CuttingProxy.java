package io.mediary.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stands between an instance and its Redis or media server, counts what the instance asks, and can act at exactly one
 * step: before a request reaches the server, or when the server has done it and the answer is still held back. A test
 * kills the instance there. After that the connection of this request is cut. Thread-safe.
 */
public final class CuttingProxy implements AutoCloseable {

    /** On which side of a step. */
    public enum Side {
        /** The server has not seen the request, and never will. */
        BEFORE,
        /** The server has done it; the answer never arrives. */
        AFTER
    }

    /**
     * A request that went through.
     *
     * @param name script or command of Redis, method of the media server
     * @param text the whole request
     * @param asked when it came, {@link System#nanoTime()}
     * @param answered just before its answer went back
     */
    public record Call(String name, String text, long asked, long answered) {
    }

    /** A step at which to act. */
    private static final class Cut {

        private final Predicate<Dialect.Part> which;
        private final Side side;
        private final Runnable action;
        private int left;

        private Cut(Predicate<Dialect.Part> which, int number, Side side, Runnable action) {
            this.which = which;
            this.left = number;
            this.side = side;
            this.action = action;
        }

        /** Counts down; true for the one request. */
        private synchronized boolean reached(Dialect.Part request) {
            return which.test(request) && --left == 0;
        }
    }

    private final int target;
    private final Supplier<Dialect> dialect;
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<Call> calls = new ArrayList<>();
    private final AtomicReference<Cut> cut = new AtomicReference<>();
    private volatile boolean closed;
    private volatile boolean reached;

    private CuttingProxy(int target, Supplier<Dialect> dialect) {
        this.target = target;
        this.dialect = dialect;
        try {
            door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("proxy-accept", this::accept);
    }

    /**
     * Before a Redis.
     *
     * @param scripts names of scripts by their hash, filled and shared by all proxies of a test
     */
    public static CuttingProxy redis(URI redis, Map<String, String> scripts) {
        return new CuttingProxy(redis.getPort(), () -> new RedisDialect(scripts));
    }

    /** Before a media server. */
    public static CuttingProxy kurento(URI kurento) {
        return new CuttingProxy(kurento.getPort(), KurentoDialect::new);
    }

    /** Where it listens on loopback. */
    public int port() {
        return door.getLocalPort();
    }

    /** What was asked and answered since {@link #forget}, in the order of the answers. */
    public List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** Begins to count anew. */
    public void forget() {
        synchronized (calls) {
            calls.clear();
        }
    }

    /**
     * Acts once, at a request; its connection carries nothing more.
     *
     * @param which names of the requests that count
     * @param number of the request among them from now on, 1 the next
     * @param action runs on the connection's thread
     */
    public void cut(Predicate<String> which, int number, Side side, Runnable action) {
        at(request -> which.test(request.name()), number, side, action);
    }

    /**
     * The same at a request that is known by what it is about.
     *
     * @param text what the whole request contains
     */
    public void cut(String name, String text, int number, Side side, Runnable action) {
        at(request -> request.name().equals(name) && request.text().contains(text), number, side, action);
    }

    private void at(Predicate<Dialect.Part> which, int number, Side side, Runnable action) {
        reached = false;
        cut.set(new Cut(which, number, side, action));
    }

    /** Whether the step of {@link #cut} was reached. */
    public boolean hasCut() {
        return reached;
    }

    @Override
    public void close() {
        closed = true;
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(CuttingProxy::drop);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = door.accept();
                sockets.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                new Link(client, server, dialect.get()).start();
            } catch (IOException e) {
                if (!closed) {
                    sockets.forEach(CuttingProxy::drop);
                }
            }
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection. */
    private final class Link {

        private record Open(Dialect.Part request, long asked, Runnable afterwards) {
        }

        private final Socket client;
        private final Socket server;
        private final Dialect dialect;
        private final Map<String, Open> open = new ConcurrentHashMap<>();

        private Link(Socket client, Socket server, Dialect dialect) {
            this.client = client;
            this.server = server;
            this.dialect = dialect;
        }

        private void start() {
            CuttingProxy.start("proxy-requests", () -> pump(this::requests));
            CuttingProxy.start("proxy-answers", () -> pump(this::answers));
        }

        private void pump(Direction direction) {
            try {
                direction.run();
            } catch (IOException e) {
                drop(client);
                drop(server);
                sockets.remove(client);
                sockets.remove(server);
            }
        }

        private void requests() throws IOException {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = server.getOutputStream();
            while (!closed) {
                Dialect.Part part = dialect.fromClient(in);
                Runnable afterwards = null;
                Cut now = cut.get();
                if (!part.name().isEmpty() && now != null && now.reached(part)) {
                    if (now.side == Side.BEFORE) {
                        act(now);
                        return;
                    }
                    afterwards = () -> act(now);
                }
                if (!part.name().isEmpty()) {
                    open.put(part.key(), new Open(part, System.nanoTime(), afterwards));
                }
                out.write(part.bytes());
                out.flush();
            }
        }

        private void answers() throws IOException {
            InputStream in = new BufferedInputStream(server.getInputStream());
            OutputStream out = client.getOutputStream();
            while (!closed) {
                Dialect.Part part = dialect.fromServer(in);
                Open request = part.key().isEmpty() ? null : open.remove(part.key());
                if (request != null && request.afterwards() != null) {
                    request.afterwards().run();
                    return;
                }
                if (request != null) {
                    Dialect.Part asked = request.request();
                    synchronized (calls) {
                        calls.add(new Call(asked.name(), asked.text(), request.asked(), System.nanoTime()));
                    }
                }
                out.write(part.bytes());
                out.flush();
            }
        }

        private void act(Cut now) {
            now.action.run();
            reached = true;
            drop(client);
            drop(server);
        }
    }

    @FunctionalInterface
    private interface Direction {
        void run() throws IOException;
    }
}
