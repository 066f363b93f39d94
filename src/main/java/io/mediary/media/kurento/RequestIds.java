package io.mediary.media.kurento;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The ids of requests as they go over the wire: {@code INSTANCE:epoch:n}. A media server keeps its answers by id for a
 * while and does not execute an id that it has seen in a Kurento session: so no id is ever used twice, not on another
 * socket, and not by the heir of a session. Thread-safe.
 */
final class RequestIds {

    private final String instance;
    private final AtomicLong last = new AtomicLong();

    RequestIds(String instance) {
        this.instance = instance;
    }

    /** An id that nobody used before. */
    String next(long epoch) {
        return instance + ":" + epoch + ":" + last.incrementAndGet();
    }
}
