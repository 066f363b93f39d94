package io.mediary.store;

import java.util.List;

import io.mediary.config.StoreConfig;
import io.smallrye.mutiny.Uni;

/**
 * Port: brings the messages that this instance has just committed to their handlers, so that nobody has to wait until a partition is looked
 * through. They are claimed already; what the courier does not do comes again when its claim ends.
 */
public interface Courier {

    /** How long a committed message is the committer's own, ms: if it dies, others wait no longer than this. */
    static long claim(StoreConfig config) {
        return Math.min(config.claim().toMillis(), 5_000);
    }

    /**
     * Hands each message to the handler of its kind, and starts with it at once: the Uni only tells when, and giving it up stops nothing.
     *
     * @param messages claimed by this instance
     * @return completes when each was handled once, with success or not, or was left to others; never fails
     */
    Uni<Void> deliver(List<DueItems.Claimed> messages);
}
