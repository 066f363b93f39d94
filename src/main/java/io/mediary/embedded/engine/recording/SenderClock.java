package io.mediary.embedded.engine.recording;

import java.util.concurrent.TimeUnit;

/** How far the wall clock of who sends is ahead of this machine's clock: the same for all streams of one sender, which so stay together. */
final class SenderClock {

    private static final long SAME_CLOCK = TimeUnit.MILLISECONDS.toNanos(500);

    private boolean known;
    private long ahead;

    /**
     * This machine's time of an instant by the sender's clock.
     *
     * @param ntp from a sender report: seconds since 1900 with 32 bits of fraction
     * @param now when the report came, from System.nanoTime
     */
    long local(long ntp, long now) {
        long sender = (ntp >>> 32) * 1_000_000_000L + ((ntp & 0xFFFFFFFFL) * 1_000_000_000L >>> 32);
        // Another sender than before has another clock.
        if (!known || Math.abs(sender - now - ahead) > SAME_CLOCK) {
            known = true;
            ahead = sender - now;
        }
        return sender - ahead;
    }
}
