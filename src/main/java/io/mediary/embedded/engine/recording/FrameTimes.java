package io.mediary.embedded.engine.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.mediary.embedded.engine.MediaKind;

/**
 * Gives the frames of one stream their times. The first ones wait for a moment: the packet that came with the least delay among them tells when they
 * were taken, so that a stream does not begin with a gap where its first packet was a late one.
 */
final class FrameTimes {

    private static final long SETTLING = TimeUnit.MILLISECONDS.toNanos(300);

    private record Early(long timestamp, long arrival, boolean key, byte[] data, long length) {
    }

    private final MediaKind kind;
    private final FrameOutput output;
    private final StreamClock clock;
    private final List<Early> early = new ArrayList<>();
    private boolean settled;
    private long first;

    /**
     * For a stream of so many ticks a second.
     *
     * @param output takes the frames with their times
     */
    FrameTimes(MediaKind kind, int rate, FrameOutput output) {
        this.kind = kind;
        this.output = output;
        clock = new StreamClock(rate);
    }

    /**
     * The next frame.
     *
     * @param timestamp its RTP time
     * @param arrival when it came
     * @param length in milliseconds, 0 where not known
     */
    void frame(long timestamp, long arrival, boolean key, byte[] data, long length) {
        if (settled) {
            output.frame(kind, clock.nanos(timestamp, arrival), key, data, length);
            return;
        }
        if (early.isEmpty()) {
            first = arrival;
            output.begins();
        }
        clock.observe(timestamp, arrival);
        early.add(new Early(timestamp, arrival, key, data, length));
        if (arrival - first > SETTLING) {
            flush();
        }
    }

    /** What a sender report tells: an RTP time, and when that was by this machine's clock. */
    void report(long timestamp, long local) {
        clock.report(timestamp, local);
    }

    /** No frame waits any more. */
    void flush() {
        settled |= !early.isEmpty();
        early.forEach(
                e -> output.frame(kind, clock.nanos(e.timestamp(), e.arrival()), e.key(), e.data(), e.length()));
        early.clear();
    }
}
