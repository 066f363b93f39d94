package io.mediary.embedded.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which audio is transcoded, for all peers of an engine: the network's threads never do. Thread-safe. */
final class AudioWorkers implements AutoCloseable {

    /** A second of sound: what comes when so much waits is dropped. */
    private static final int WAITING_PACKETS = 50;

    private final ExecutorService threads;
    private final AtomicInteger open = new AtomicInteger();

    /** Closes those threads in the end. */
    AudioWorkers(ExecutorService threads) {
        this.threads = threads;
    }

    /** An executor for one transcoder: in order, and bounded. It counts as open until {@link #free()}. */
    Executor take() {
        open.incrementAndGet();
        return new SerialExecutor(threads, WAITING_PACKETS);
    }

    /** One transcoder is over. */
    void free() {
        open.decrementAndGet();
    }

    /** How many transcoders there are. */
    int open() {
        return open.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
