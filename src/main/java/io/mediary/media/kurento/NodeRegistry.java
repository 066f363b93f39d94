package io.mediary.media.kurento;

import java.net.URI;

import io.smallrye.mutiny.Uni;

/**
 * What the instances agree on about media servers, and what an heir needs to take over: nodes with their process and the
 * one pipeline, and Kurento sessions with their owner. Every method is one atomic step, bounded in time, and fails with
 * {@code unavailable}. Thread-safe.
 */
interface NodeRegistry {

    /** What an instance learns when it reaches a node. */
    sealed interface Standing {

        /** @param pipeline the agreed one; empty where none is agreed yet */
        record Known(String pipeline) implements Standing {
        }

        /** Everything that was made at the node is gone, and this instance, and no other, is to say so: {@link #judged} when done. */
        record Lost() implements Standing {
        }

        /** Another instance is saying so. */
        record Wait() implements Standing {
        }
    }

    /**
     * Tells that a node was reached.
     *
     * @param serverId the process that answered: another than the recorded one means that the former's objects are gone
     */
    Uni<Standing> reached(String node, URI url, String serverId);

    /** Everybody who needs to know of a loss does. */
    Uni<Void> judged(String node);

    /**
     * Proposes a pipeline for a node.
     *
     * @return the agreed one: the proposed, unless there was one already; empty where the process is not the recorded one
     */
    Uni<String> agree(String node, URI url, String serverId, String pipeline);

    /**
     * Tells that the agreed pipeline does not exist any more, though the process is the same.
     *
     * @return true where this instance is the first to say so: the same duty as {@link Standing.Lost}
     */
    Uni<Boolean> vanished(String node, String serverId, String pipeline);

    /**
     * Writes a Kurento session down as this instance's, before its first use, and keeps it written.
     *
     * @return false where somebody else owns it, or the same owner with another epoch
     */
    Uni<Boolean> hold(String node, KurentoSession session);

    /** Removes a Kurento session of this instance; somebody else's stays. */
    Uni<Void> forget(KurentoSession session);
}
