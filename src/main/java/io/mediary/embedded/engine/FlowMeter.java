package io.mediary.embedded.engine;

import java.util.concurrent.TimeUnit;

/** Whether packets keep passing. {@link #mark} may come from any thread, {@link #changed} from one. */
final class FlowMeter {

    private static final long SILENCE = TimeUnit.SECONDS.toNanos(2);

    private volatile boolean marked;
    private volatile long last;
    private volatile boolean flowing;

    /** A packet passed. */
    void mark(long now) {
        last = now;
        marked = true;
    }

    /** Looks again; true when the answer of {@link #flowing} is another than before. */
    boolean changed(long now) {
        boolean before = flowing;
        flowing = marked && now - last < SILENCE;
        return flowing != before;
    }

    boolean flowing() {
        return flowing;
    }
}
