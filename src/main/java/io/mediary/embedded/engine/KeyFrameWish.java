package io.mediary.embedded.engine;

import java.util.concurrent.TimeUnit;

/** The wish for a key frame from the other side: sent at most four times a second, and again until one comes. Thread-safe. */
final class KeyFrameWish {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private boolean open;
    private long wished;
    private long asked;

    /** No wish so far; times are System.nanoTime's. */
    KeyFrameWish(long now) {
        asked = now - INTERVAL;
    }

    /** Somebody needs a key frame. It is asked for during the ten seconds after the last wish, longer is no use. */
    synchronized void wish(long now) {
        open = true;
        wished = now;
    }

    /** A key frame begins here; call it before that key frame is handed on, or a wish made in between is lost. */
    synchronized void came() {
        open = false;
    }

    /** Whether to ask the other side now; true counts as asked. */
    synchronized boolean due(long now) {
        open = open && now - wished < PATIENCE;
        if (!open || now - asked < INTERVAL) {
            return false;
        }
        asked = now;
        return true;
    }
}
