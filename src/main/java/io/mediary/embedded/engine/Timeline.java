package io.mediary.embedded.engine;

/**
 * Lays the time of a file over the time of the world: `System.nanoTime` on one side, microseconds of the file on the
 * other. It stands still until it is started. Thread-safe.
 */
final class Timeline {

    private static final long LATE = 500_000_000L;

    private long anchorNanos;
    private long anchorMicros;
    private long furthest;
    private boolean running;

    /** Goes to this place of the file, and runs or stands there. */
    synchronized void set(long micros, long now, boolean run) {
        anchorNanos = now;
        anchorMicros = micros;
        furthest = micros;
        running = run;
    }

    /** Stands still. */
    synchronized void hold(long now) {
        set(position(now), now, false);
    }

    /** Runs on from where it stood. */
    synchronized void resume(long now) {
        if (!running) {
            set(anchorMicros, now, true);
        }
    }

    /** When this place of the file is due. */
    synchronized long due(long micros) {
        return anchorNanos + (micros - anchorMicros) * 1000;
    }

    /**
     * Notes that this place is sent now. Where the file came in too slowly, all that follows is put off, instead of
     * sent in one burst.
     *
     * @return when it was due
     */
    synchronized long sent(long micros, long now) {
        if (now - due(micros) > LATE) {
            anchorNanos += now - due(micros);
        }
        furthest = Math.max(furthest, micros);
        return due(micros);
    }

    /** The place of the file; while nothing comes in, no further than half a second after what was sent. */
    synchronized long position(long now) {
        long micros = running ? anchorMicros + (now - anchorNanos) / 1000 : anchorMicros;
        return Math.max(anchorMicros, Math.min(micros, furthest + LATE / 1000));
    }
}
