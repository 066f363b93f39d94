package io.mediary.embedded.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/** The threads on which files are written, for all recorders of an engine: the network's threads never do. Thread-safe. */
final class RecorderWorkers implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RecorderWorkers.class);
    private static final long CLOSING = TimeUnit.SECONDS.toNanos(10);

    private final ExecutorService threads;
    private final Optional<Path> directory;
    private int open;

    /**
     * Closes those threads in the end.
     *
     * @param directory where all recordings are; empty: anywhere
     */
    RecorderWorkers(ExecutorService threads, Optional<Path> directory) {
        this.threads = threads;
        this.directory = directory;
    }

    /** An executor for one recorder: in order, and bounded. */
    Executor executor(int waiting) {
        return new SerialExecutor(threads, waiting);
    }

    /** Where all recordings are; empty: anywhere. */
    Optional<Path> directory() {
        return directory;
    }

    /** A file was opened. It counts as open until {@link #free()}. */
    synchronized void take() {
        open++;
    }

    /** A file is closed. */
    synchronized void free() {
        open--;
        notifyAll();
    }

    /** How many files are open. */
    synchronized int open() {
        return open;
    }

    /** Waits until the files are complete, at most ten seconds. */
    @Override
    public void close() {
        if (!completed()) {
            LOG.warnf("%d recordings are not complete", open());
        }
        threads.shutdownNow();
    }

    private synchronized boolean completed() {
        long end = System.nanoTime() + CLOSING;
        try {
            while (open > 0 && end - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return open == 0;
    }
}
