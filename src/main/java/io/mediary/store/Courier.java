package io.mediary.store;

import java.util.List;

import io.smallrye.mutiny.Uni;

/**
 * Port: brings the messages that this instance has just committed to their handlers, so that nobody has to wait until a partition is looked
 * through. They are claimed already; what the courier does not do comes again when its claim ends.
 */
public interface Courier {

    /**
     * Hands each message to the handler of its kind, and starts with it at once: the Uni only tells when, and giving it up stops nothing.
     *
     * @param messages claimed by this instance
     * @return completes when each was handled once, with success or not, or was left to others; never fails
     */
    Uni<Void> deliver(List<DueItems.Claimed> messages);
}
