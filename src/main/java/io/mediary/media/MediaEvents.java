package io.mediary.media;

import io.smallrye.mutiny.Uni;

/**
 * Receives what media servers tell. The adapter calls {@link #on} and {@link #found} for the events of one session one after the other,
 * the next when the last completed; events of different sessions concurrently.
 */
public interface MediaEvents {

    /** Takes one event; a failure is logged by the adapter and the next event follows. */
    Uni<Void> on(MediaEvent event);

    /**
     * Takes what a session's elements are doing, where events may have been missed: what differs from what was told last is told now. Events that
     * came meanwhile follow. It is told again, perhaps by another instance, until it has succeeded once.
     */
    Uni<Void> found(MediaSnapshot snapshot);

    /**
     * A media server is gone, or is another process than before: nothing that was made there exists any more.
     *
     * @param node the server's id
     */
    Uni<Void> lost(String node);
}
