package io.mediary.event;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.store.LiveInstances;
import io.mediary.store.Sweeper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Takes instances out of the watchers that are gone: those that died while nobody was there to see it. An instance shows its
 * heartbeat before it watches anything, so one that watches and has none is gone. Thread-safe.
 */
@ApplicationScoped
public class WatchSweeper implements Sweeper {

    private static final String WATCHERS = "watcher";

    private final PartitionLog log;
    private final LiveInstances instances;

    WatchSweeper(PartitionLog log, LiveInstances instances) {
        this.log = log;
        this.instances = instances;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(WATCHERS);
    }

    @Override
    public Uni<Map<String, Integer>> sweep() {
        return log.watchers().chain(watchers -> log.shown()
                .map(shown -> watchers.stream().filter(watcher -> isGone(watcher, shown)).collect(Collectors.toSet())))
                .call(gone -> Multi.createFrom().iterable(gone).onItem().transformToUniAndConcatenate(log::forget)
                        .collect().asList())
                .map(gone -> Map.of(WATCHERS, gone.size()));
    }

    private boolean isGone(String watcher, Set<String> shown) {
        return !watcher.equals(instances.self()) && (!shown.contains(watcher) || !instances.alive(watcher));
    }
}
