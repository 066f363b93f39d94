package io.mediary.media.kurento;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.mediary.media.MediaEvents;
import io.smallrye.mutiny.Uni;

/** Tells that what was made at a node is over, once at a time, and says so to the registry. Thread-safe. */
final class Losses {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final NodeRegistry registry;
    private final MediaEvents target;
    private final Map<String, Telling> telling = new ConcurrentHashMap<>();

    Losses(NodeRegistry registry, MediaEvents target) {
        this.registry = registry;
        this.target = target;
    }

    /**
     * Tells, or joins who is telling already. Until it succeeded the node stays in doubt, and whoever looks at it or reaches it next
     * tells again.
     *
     * @param leftover the pipeline that was released, all of which is told after that; empty: none
     */
    Uni<Void> tell(String node, String leftover) {
        return Uni.createFrom().deferred(() -> telling.compute(node, (id, underWay) -> underWay != null
                && underWay.includes(leftover) ? underWay : new Telling(id, leftover)).told());
    }

    /** Whether it is being told of a node. */
    boolean isTelling(String node) {
        return telling.containsKey(node);
    }

    /** From the first word to the registry's knowing of it. */
    private final class Telling {

        private final String node;
        private final Uni<Void> told;
        private String leftover;
        private boolean again;
        private boolean complete;

        Telling(String node, String leftover) {
            this.node = node;
            this.leftover = leftover;
            this.told = Uni.createFrom().deferred(this::round).onTermination()
                    .invoke(() -> telling.remove(node, this)).memoize().indefinitely();
        }

        Uni<Void> told() {
            return told;
        }

        /** What was made until a pipeline was released may have come too late for the round under way: then there is one more. */
        synchronized boolean includes(String released) {
            if (!complete && !released.isEmpty()) {
                leftover = released;
                again = true;
            }
            return !complete;
        }

        private Uni<Void> round() {
            return target.lost(node).ifNoItem().after(LONGEST).fail()
                    .chain(() -> isComplete() ? registry.judged(node, released()) : round());
        }

        private synchronized boolean isComplete() {
            complete = !again;
            again = false;
            return complete;
        }

        private synchronized String released() {
            return leftover;
        }
    }
}
