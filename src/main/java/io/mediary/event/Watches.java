package io.mediary.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import org.jboss.logging.Logger;

import io.mediary.event.PartitionLog.State;
import io.mediary.store.Partition;
import io.smallrye.mutiny.Uni;

/**
 * Which objects this instance watches, and for how many receivers. The only writer of this instance's entries: an object is taken out only when
 * nobody needs it, and entered again only after that is done. Thread-safe.
 */
final class Watches {

    private static final Logger LOG = Logger.getLogger(Watches.class);

    private final PartitionLog log;
    private final Map<String, Integer> needed = new HashMap<>();
    private final Map<String, CompletableFuture<Void>> leaving = new HashMap<>();

    Watches(PartitionLog log) {
        this.log = log;
    }

    /** The partitions where an object's events stand. */
    static Collection<Integer> partitions(String object) {
        if (!object.equals(Subscription.ANY)) {
            return List.of(Partition.of(object).number());
        }
        List<Integer> all = new ArrayList<>();
        for (int number = 0; number < Partition.COUNT; number++) {
            all.add(number);
        }
        return all;
    }

    /** Whether an object's events may stand in a partition. */
    static boolean concerns(String object, int partition) {
        return object.equals(Subscription.ANY) || Partition.of(object).number() == partition;
    }

    /** One more receiver needs the object; somebody else enters the watch. */
    synchronized void need(String object) {
        needed.merge(object, 1, Integer::sum);
    }

    /** Enters the objects, which are needed already. */
    Uni<Map<Integer, State>> enter(Collection<String> objects) {
        List<CompletableFuture<Void>> before = new ArrayList<>();
        synchronized (this) {
            objects.stream().map(leaving::get).filter(Objects::nonNull).forEach(before::add);
        }
        Uni<Void> free = Uni.createFrom()
                .completionStage(CompletableFuture.allOf(before.toArray(CompletableFuture[]::new)));
        return free.chain(() -> log.watch(byPartition(objects)));
    }

    /** Enters all that is needed again in some partitions: nobody knows whether Redis still does. */
    Uni<Map<Integer, State>> enterAgain(Set<Integer> partitions) {
        Map<Integer, Set<String>> again = new TreeMap<>();
        synchronized (this) {
            byPartition(needed.keySet()).forEach((partition, objects) -> {
                if (partitions.contains(partition)) {
                    again.put(partition, objects);
                }
            });
        }
        return log.watch(again);
    }

    /** A receiver needs the objects no more. */
    void release(Collection<String> objects) {
        List<String> unneeded = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            for (String object : objects) {
                if (needed.merge(object, -1, Integer::sum) == 0) {
                    needed.remove(object);
                    unneeded.add(object);
                    leaving.put(object, done);
                }
            }
        }
        if (unneeded.isEmpty()) {
            return;
        }
        log.unwatch(byPartition(unneeded)).subscribe().with(left -> left(unneeded, done), failure -> {
            LOG.debugf("watches of %s stay until this instance is gone: %s", unneeded, failure.getMessage());
            left(unneeded, done);
        });
    }

    private void left(List<String> objects, CompletableFuture<Void> done) {
        synchronized (this) {
            objects.forEach(object -> leaving.remove(object, done));
        }
        done.complete(null);
    }

    private static Map<Integer, Set<String>> byPartition(Collection<String> objects) {
        Map<Integer, Set<String>> sorted = new TreeMap<>();
        for (String object : objects) {
            for (int partition : partitions(object)) {
                sorted.computeIfAbsent(partition, number -> new TreeSet<>()).add(object);
            }
        }
        return sorted;
    }
}
