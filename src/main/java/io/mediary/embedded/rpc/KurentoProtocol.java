package io.mediary.embedded.rpc;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.MediaEngine;

/**
 * Kurento's JSON-RPC protocol over a {@link MediaEngine}, without the network: sessions, objects, their lifetimes and
 * events. Thread-safe; nothing here blocks the caller but {@link #close}.
 */
public final class KurentoProtocol implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KurentoProtocol.class);
    private static final int WORKERS = 16;

    private final MediaEngine engine;
    private final Methods methods;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ThreadPoolExecutor workers;
    private final ScheduledExecutorService clock;

    /**
     * Starts the protocol.
     *
     * @param engine moves the media; closed with the protocol
     * @param garbageCollectorPeriod a session without open socket ends after one to two of these; at least 1 ms
     */
    public KurentoProtocol(MediaEngine engine, Duration garbageCollectorPeriod) {
        this.engine = engine;
        this.methods = new Methods(ApiDescription.load(), engine);
        this.workers = new ThreadPoolExecutor(WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                daemons("mediary-embedded-rpc"), new ThreadPoolExecutor.DiscardPolicy());
        workers.allowCoreThreadTimeOut(true);
        this.clock = Executors.newSingleThreadScheduledExecutor(daemons("mediary-embedded-collector"));
        long period = Math.max(1, garbageCollectorPeriod.toNanos());
        long quarter = Math.max(1, period / 4);
        clock.scheduleAtFixedRate(() -> safely(() -> clients.forEach(Client::keepAlive)), quarter, quarter,
                TimeUnit.NANOSECONDS);
        clock.scheduleAtFixedRate(() -> safely(methods.media()::collect), period, period, TimeUnit.NANOSECONDS);
    }

    /** Adds a socket. Whoever adds it tells it of its messages and of its end, the latter also to {@link #gone}. */
    public Client connected(Wire wire) {
        Client client = new Client(wire, methods, workers);
        clients.add(client);
        return client;
    }

    /** Removes a socket that has closed. */
    public void gone(Client client) {
        clients.remove(client);
        client.closed();
    }

    /** How many sockets are open. */
    public int sockets() {
        return clients.size();
    }

    /** How many media objects live, the server's own not counted. */
    public int openObjects() {
        return methods.media().size();
    }

    /** Destroys all objects, stops the workers and closes the engine. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        clock.shutdownNow();
        workers.shutdown();
        methods.media().clear();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        methods.media().clear();
        engine.close();
    }

    /** An exception would end the schedule for good. */
    private static void safely(Runnable round) {
        try {
            round.run();
        } catch (RuntimeException e) {
            LOG.error("A round of the embedded media server failed", e);
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
