package io.mediary.embedded.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jboss.logging.Logger;

/** Runs tasks one after the other, in their order, on threads of a shared pool. Thread-safe; it needs no closing. */
final class SerialExecutor implements Executor {

    private static final Logger LOG = Logger.getLogger(SerialExecutor.class);
    private static final int TURN = 32;

    private final Executor pool;
    private final int capacity;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /**
     * An executor on that pool.
     *
     * @param capacity how many tasks may wait
     */
    SerialExecutor(Executor pool, int capacity) {
        this.pool = pool;
        this.capacity = capacity;
    }

    /**
     * Runs the task after those before it.
     *
     * @throws RejectedExecutionException when too many wait, or the pool is closed
     */
    @Override
    public synchronized void execute(Runnable task) {
        if (tasks.size() >= capacity) {
            throw new RejectedExecutionException("more than " + capacity + " tasks wait");
        }
        tasks.add(task);
        if (!running) {
            running = true;
            schedule();
        }
    }

    private void schedule() {
        try {
            pool.execute(this::turn);
        } catch (RejectedExecutionException e) {
            running = false;
            tasks.clear();
            throw e;
        }
    }

    private void turn() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a task of the media engine failed", e);
            }
        }
        synchronized (this) {
            try {
                schedule();
            } catch (RejectedExecutionException e) {
                LOG.debug("the media engine is closed");
            }
        }
    }

    private synchronized Runnable next() {
        Runnable task = tasks.poll();
        running = task != null;
        return task;
    }
}
