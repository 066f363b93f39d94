package io.mediary.media;

import io.smallrye.mutiny.Uni;

/** Receives what becomes of media servers. */
public interface NodeEvents {

    /**
     * A media server has another state. One instance tells each change, in order; it, or another one, tells it again where
     * it failed, or died at it.
     *
     * @param node as it was after the change
     * @param reason why, in one word: {@code reached}, {@code unreachable}, {@code removed} (no instance is told to use it),
     *            {@code restarted}, {@code pipeline_gone}, {@code drained}, {@code undrained}
     */
    Uni<Void> changed(MediaNode node, String reason);
}
