package io.mediary.media.kurento;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.mediary.media.MediaEvents;
import io.smallrye.mutiny.Uni;

/** Tells that what was made at a node is over, and says so to the registry. Thread-safe. */
final class Losses {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final NodeRegistry registry;
    private final MediaEvents target;
    private final Map<String, Integer> telling = new ConcurrentHashMap<>();

    Losses(NodeRegistry registry, MediaEvents target) {
        this.registry = registry;
        this.target = target;
    }

    /**
     * Tells. Until it succeeded the node stays in doubt, and whoever looks at it or reaches it next tells again.
     *
     * @param leftover the pipeline that was released; empty: none
     */
    Uni<Void> tell(String node, String leftover) {
        return Uni.createFrom().deferred(() -> {
            telling.merge(node, 1, Integer::sum);
            return target.lost(node).ifNoItem().after(LONGEST).fail().chain(() -> registry.judged(node, leftover))
                    .onTermination()
                    .invoke(() -> telling.computeIfPresent(node, (id, times) -> times == 1 ? null : times - 1));
        });
    }

    /** Whether it is being told of a node. */
    boolean isTelling(String node) {
        return telling.containsKey(node);
    }
}
