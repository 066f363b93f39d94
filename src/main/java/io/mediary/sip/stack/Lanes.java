package io.mediary.sip.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

/**
 * The stack's few threads. What belongs together (a Call-ID) is done by one thread, in the order in which it came: a CANCEL never overtakes its
 * INVITE. Thread-safe.
 */
final class Lanes implements Executor {

    private static final Logger LOG = Logger.getLogger(Lanes.class);

    private final List<ThreadPoolExecutor> lanes = new ArrayList<>();
    private final int most;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * @param threads how many
     * @param waiting how many messages may wait, all together
     */
    Lanes(int threads, int waiting) {
        int count = Math.max(1, Math.min(64, threads));
        most = Math.max(1, waiting / count);
        for (int i = 0; i < count; i++) {
            String name = "sip-" + i;
            lanes.add(new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            }));
        }
    }

    /** Work for a message that came; false: too many wait, it is not done. */
    boolean offer(String key, Runnable work) {
        ThreadPoolExecutor lane = lane(key);
        if (lane.getQueue().size() >= most) {
            return false;
        }
        run(lane, work);
        return true;
    }

    /** Work that must be done, behind what waits for the same key. */
    void execute(String key, Runnable work) {
        run(lane(key), work);
    }

    @Override
    public void execute(Runnable work) {
        run(lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size())), work);
    }

    /** How many pieces of work wait. */
    int waiting() {
        return lanes.stream().mapToInt(lane -> lane.getQueue().size()).sum();
    }

    /** Nothing more is taken; what waits is done or forgotten within the time. */
    void stop(long millis) {
        lanes.forEach(ThreadPoolExecutor::shutdown);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (ThreadPoolExecutor lane : lanes) {
                if (!lane.awaitTermination(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    lane.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lanes.forEach(ThreadPoolExecutor::shutdownNow);
        }
    }

    private ThreadPoolExecutor lane(String key) {
        int hash = key.hashCode();
        return lanes.get(Math.floorMod(hash ^ hash >>> 16, lanes.size()));
    }

    private static void run(ThreadPoolExecutor lane, Runnable work) {
        if (lane.isShutdown()) {
            LOG.debug("SIP has ended: not done");
            return;
        }
        try {
            lane.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException | StackOverflowError broken) {
                    LOG.error("SIP message not handled", broken);
                }
            });
        } catch (java.util.concurrent.RejectedExecutionException ended) {
            LOG.debugf("SIP has ended: %s", ended.getMessage());
        }
    }
}
