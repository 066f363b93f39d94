package io.mediary.instance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.util.ForwardingScheduledExecutorService;
import io.vertx.core.impl.ContextInternal;

/**
 * A pool, but for what it is to do later: that waits on a wheel, which forgets within {@link #TICK} what is cancelled. Quarkus' own pool keeps it, and all that it refers to, until its
 * time has come; of timeouts that nearly always are cancelled and rarely short, that is the heap. What is due runs on the pool's threads, in the Vert.x context that it was
 * scheduled in, up to a tick late and never early. Thread-safe.
 */
final class WheelExecutor extends ForwardingScheduledExecutorService {

    /** How often it looks for what is due. */
    static final Duration TICK = Duration.ofMillis(20);
    /** What is due sooner the pool keeps: that is exact, and nothing of it stays long. */
    static final Duration EXACT = TICK.multipliedBy(10);

    private final ScheduledExecutorService pool;
    private final HashedWheelTimer wheel = new HashedWheelTimer(new DefaultThreadFactory("timeouts", true),
            TICK.toMillis(), TimeUnit.MILLISECONDS, 512, false);
    private volatile boolean stopped;

    /** @param pool runs everything; stays the caller's to shut down */
    WheelExecutor(ScheduledExecutorService pool) {
        this.pool = pool;
    }

    /** The wheel ends; what waits on it waits in the pool from now on, and so does what comes. */
    void stop() {
        stopped = true;
        wheel.stop().forEach(timeout -> ((Alarm<?>) timeout.task()).goOn());
    }

    /** How many wait on the wheel, with those that were cancelled within the last tick. */
    long waiting() {
        return wheel.pendingTimeouts();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return unit.toMillis(delay) < EXACT.toMillis() || stopped
                ? pool.schedule(command, delay, unit)
                : new Alarm<>(Executors.callable(command), unit.toNanos(delay)).set();
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return unit.toMillis(delay) < EXACT.toMillis() || stopped
                ? pool.schedule(callable, delay, unit)
                : new Alarm<>(callable, unit.toNanos(delay)).set();
    }

    /** The pool is not ours to shut down. */
    @Override
    public void shutdown() {
        stop();
    }

    @Override
    public List<Runnable> shutdownNow() {
        stop();
        return List.of();
    }

    @Override
    protected ScheduledExecutorService delegate() {
        return pool;
    }

    /** Something to do later. */
    private final class Alarm<V> extends FutureTask<V> implements ScheduledFuture<V>, TimerTask {

        private final long due;
        private final ContextInternal context = ContextInternal.current();
        private volatile Timeout timeout;

        Alarm(Callable<V> work, long delay) {
            super(work);
            due = System.nanoTime() + delay;
        }

        Alarm<V> set() {
            try {
                timeout = wheel.newTimeout(this, left(), TimeUnit.NANOSECONDS);
            } catch (IllegalStateException wheelHasEnded) {
                goOn();
                return this;
            }
            // The wheel may have ended without having looked at this one.
            if (stopped && timeout.cancel()) {
                goOn();
            }
            return this;
        }

        /** Waits in the pool. */
        void goOn() {
            handOver(() -> pool.schedule(this, left(), TimeUnit.NANOSECONDS));
        }

        @Override
        public void run(Timeout now) {
            handOver(() -> pool.execute(this));
        }

        /** The pool takes along the Vert.x context that it finds. */
        private void handOver(Runnable step) {
            if (context == null) {
                taken(step);
            } else {
                context.dispatch(step, this::taken);
            }
        }

        private void taken(Runnable step) {
            try {
                step.run();
            } catch (RejectedExecutionException poolHasEnded) {
                setException(poolHasEnded);
            }
        }

        @Override
        protected void done() {
            Timeout waiting = timeout;
            if (isCancelled() && waiting != null) {
                waiting.cancel();
            }
        }

        private long left() {
            return Math.max(0, due - System.nanoTime());
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
