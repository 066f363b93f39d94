package io.mediary.embedded.engine;

import java.util.concurrent.TimeUnit;

/**
 * How many bits a second of video the other side takes, as far as that is a reason to slow a source down for everybody. A
 * receiver's estimate (REMB) follows what it gets: while little is sent it falls far below what the line takes, and rises by a
 * few per cent a second afterwards. So it counts only while a tenth is lost or packets wait for long. Thread-safe.
 */
final class ReceiverEstimate {

    private static final long LIFETIME = TimeUnit.SECONDS.toNanos(10);
    private static final int MUCH_LOST = 256 / 10;
    private static final double LONG_WAIT_SECONDS = 0.5;

    private long bitsPerSecond = Long.MAX_VALUE;
    private long estimated;
    private boolean crowded;
    private long crowdedSince;
    private double shortest = Double.MAX_VALUE;

    /** The other side told its estimate; times are System.nanoTime's. */
    synchronized void estimate(long bitsPerSecond, long now) {
        this.bitsPerSecond = bitsPerSecond;
        estimated = now;
    }

    /** The estimate as it was told; Long.MAX_VALUE where none was told lately. */
    synchronized long told(long now) {
        return now - estimated < LIFETIME ? bitsPerSecond : Long.MAX_VALUE;
    }

    /** The other side told which share was lost lately, 0–255. */
    synchronized void lost(int fraction, long now) {
        if (fraction >= MUCH_LOST) {
            crowded = true;
            crowdedSince = now;
        }
    }

    /** How long a report took there and back. */
    synchronized void roundTrip(double seconds, long now) {
        shortest = Math.min(shortest, seconds);
        if (seconds - shortest >= LONG_WAIT_SECONDS) {
            crowded = true;
            crowdedSince = now;
        }
    }

    /** What the source may send at most on account of this receiver; Long.MAX_VALUE without a reason. */
    synchronized long limit(long now) {
        crowded = crowded && now - crowdedSince < LIFETIME;
        return crowded ? told(now) : Long.MAX_VALUE;
    }
}
