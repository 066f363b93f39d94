package io.mediary.embedded.engine.recording;

import java.util.concurrent.TimeUnit;

/**
 * When the frames of one stream were taken, by this machine's clock: counted by the stream's own ticks from the arrival of the one that came with the
 * least delay, for none can have been taken after it came; and drawn slowly to what sender reports tell, so that picture and sound of one sender fit.
 */
final class StreamClock {

    /** A stream that is so far off has set its ticks anew. */
    private static final long LOST = TimeUnit.SECONDS.toNanos(5);
    /** Of the time that passes, one part in so many may be used to correct it: nobody sees or hears that. */
    private static final int SLOWLY = 20;
    /** In that time one packet at least comes without having waited anywhere. */
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

    private final int rate;
    private boolean started;
    private long last;
    private long ticks;
    private long origin;
    private long correction;
    private boolean reported;
    private long leastDelay;
    private long windowEnd;

    /**
     * A clock that does not run yet.
     *
     * @param rate ticks a second
     */
    StreamClock(int rate) {
        this.rate = rate;
    }

    /** Learns from a frame whose time is asked for later. */
    void observe(long timestamp, long arrival) {
        if (!started) {
            started = true;
            begin(timestamp, arrival);
        }
        long time = origin + duration(ticks + (int) (timestamp - last));
        if (Math.abs(time - arrival) <= LOST) {
            origin -= Math.max(0, time - arrival);
        }
    }

    /**
     * When a frame was taken, as System.nanoTime counts.
     *
     * @param timestamp its RTP time
     * @param arrival when it came
     */
    long nanos(long timestamp, long arrival) {
        if (!started) {
            started = true;
            begin(timestamp, arrival);
        }
        int step = (int) (timestamp - last);
        last = timestamp;
        ticks += step;
        correct(duration(Math.max(0, step)) / SLOWLY);
        long time = origin + duration(ticks);
        if (Math.abs(time - arrival) > LOST) {
            begin(timestamp, arrival);
            return arrival;
        }
        origin -= Math.max(0, time - arrival);
        measure(Math.max(0, arrival - time), arrival);
        return Math.min(time, arrival);
    }

    /**
     * What a sender report tells.
     *
     * @param timestamp an RTP time
     * @param local when that was, as System.nanoTime counts
     */
    void report(long timestamp, long local) {
        if (started) {
            long off = local - origin - duration(ticks + (int) (timestamp - last));
            correction = Math.abs(off) > LOST ? 0 : Math.min(off, leastDelay);
            reported = true;
        }
    }

    /** A clock that is slower than ours falls behind: without reports that shows only in packets that never come at once. */
    private void measure(long delay, long now) {
        leastDelay = Math.min(leastDelay, delay);
        if (now - windowEnd > 0) {
            if (!reported) {
                correction = leastDelay;
            }
            windowEnd = now + WINDOW;
            leastDelay = delay;
        }
    }

    private void begin(long timestamp, long arrival) {
        last = timestamp;
        ticks = 0;
        origin = arrival;
        correction = 0;
        leastDelay = 0;
        windowEnd = arrival + WINDOW;
    }

    private void correct(long most) {
        long step = Math.max(-most, Math.min(most, correction));
        origin += step;
        correction -= step;
    }

    private long duration(long count) {
        return count / rate * 1_000_000_000L + count % rate * 1_000_000_000L / rate;
    }
}
