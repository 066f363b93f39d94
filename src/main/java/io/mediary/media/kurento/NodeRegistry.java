package io.mediary.media.kurento;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;

/**
 * What the instances agree on about media servers, and what an heir needs to take over: nodes with their process, their
 * state and the one pipeline, and Kurento sessions with their owner. Every method is one atomic step for each node, bounded
 * in time, and fails with {@code unavailable}. Thread-safe.
 */
interface NodeRegistry {

    /** What an instance learns when it reaches a node. */
    sealed interface Standing {

        /** @param pipeline the agreed one; empty where none is agreed yet */
        record Known(String pipeline) implements Standing {
        }

        /**
         * What was made at the node is over, and this instance, and no other, is to say so: {@link #judged} when done.
         *
         * @param leftover the pipeline that all of it is in, to be released; empty where the process is another one
         */
        record Lost(String leftover) implements Standing {
        }

        /** Another instance is saying so. */
        record Wait() implements Standing {
        }
    }

    /**
     * Tells that a line reached a node.
     *
     * @param serverId the process that answered: another than the recorded one means that the former's objects are gone
     */
    Uni<Standing> reached(String node, Address address, String serverId);

    /**
     * Everybody who needs to know of a loss does.
     *
     * @param leftover the pipeline that was released; empty: none
     */
    Uni<Void> judged(String node, String leftover);

    /**
     * Proposes a pipeline for a node that was reached.
     *
     * @return the agreed one: the proposed, unless there was one already; empty where the process is not the recorded one
     */
    Uni<String> agree(String node, String serverId, String pipeline);

    /**
     * Tells that the agreed pipeline does not exist any more, though the process is the same.
     *
     * @return true where this instance is the first to say so: the same duty as {@link Standing.Lost}
     */
    Uni<Boolean> vanished(String node, String serverId, String pipeline);

    /** Tells what this instance sees of nodes, and learns what all see of them: one round trip for all. Nodes that nobody knows are left out. */
    Uni<List<NodeEntry>> look(List<Sight> sights);

    /** What is known of nodes, without a part in it; those that nobody knows are left out. */
    Uni<List<NodeEntry>> read(Set<String> nodes);

    /**
     * The ids of all nodes that are known.
     *
     * @param here those that are to be among them
     * @param gone those that are not
     */
    Uni<Set<String>> known(Set<String> here, Set<String> gone);

    /** Begins or ends to drain a node; false where there is no such node. */
    Uni<Boolean> drain(String node, boolean on);

    /**
     * A change of a node was told.
     *
     * @param number of the change
     * @return whether there are more
     */
    Uni<Boolean> told(String node, long number);

    /**
     * Writes a Kurento session down as this instance's, before its first use, and keeps it written.
     *
     * @return false where somebody else owns it, or the same owner with another epoch
     */
    Uni<Boolean> hold(String node, KurentoSession session);

    /** Whether nobody can have taken this instance for dead since a moment ({@link System#nanoTime}). No round trip. */
    default boolean isUnquestioned(long since) {
        return true;
    }

    /** {@link Ownership#isClosed}. */
    Uni<Boolean> isClosed(String kurentoSession);

    /** Removes a Kurento session of this instance; somebody else's stays. */
    Uni<Void> forget(KurentoSession session);

    /**
     * What an instance sees of a node.
     *
     * @param address empty where the node is not among those that it is told to use
     * @param answered how long ago the process answered, ms; empty where it has not since it was last reached
     * @param process the serverId that answered; empty before
     * @param serverId the process that its lines use; empty where none is up
     * @param pipeline that its lines use; empty where none is up
     * @param version of the server; empty before a line was up
     * @param sessions that live on its lines
     * @param fresh sessions that it put there lately
     * @param judging whether it may say that the node is dead
     * @param telling whether it is telling of a loss
     */
    record Sight(String node, Optional<Address> address, Optional<Long> answered, String process, String serverId,
            String pipeline, String version, int sessions, int fresh, boolean judging, boolean telling) {
    }
}
