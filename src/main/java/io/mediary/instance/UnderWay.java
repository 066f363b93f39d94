package io.mediary.instance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.mediary.store.DueItems.Claimed;

/**
 * What this instance is acting on: each item once at a time. One that is set anew meanwhile is acted on once more afterwards, because what
 * runs may have looked too early; one whose claim has only run out is not. Thread-safe.
 */
final class UnderWay {

    private final Map<String, Task> tasks = new HashMap<>();

    /**
     * @param handled completes, always with success, when the item as it was taken has been acted on
     * @param starts whether the taker has to see to that; else it is done by whoever runs the item
     */
    record Taken(CompletableFuture<Void> handled, boolean starts) {
    }

    /**
     * @param claim the item's newest claim
     * @param again what completes when the item was acted on once more, which the one whose run ended has to see to
     */
    record Ended(Claimed claim, Optional<CompletableFuture<Void>> again) {
    }

    /** An item was claimed, perhaps once more. */
    synchronized Taken take(Claimed claim) {
        Task task = tasks.get(key(claim));
        if (task == null) {
            task = new Task(claim);
            tasks.put(key(claim), task);
            return new Taken(task.handled, true);
        }
        boolean anew = !claim.former().equals(task.claim.time());
        task.claim = claim;
        if (anew && task.again.isEmpty()) {
            task.again = Optional.of(new CompletableFuture<>());
        }
        return new Taken(task.again.orElse(task.handled), false);
    }

    /** A run of an item has ended. */
    synchronized Ended ended(Claimed claim) {
        Task task = tasks.get(key(claim));
        Ended ended = new Ended(task.claim, task.again);
        if (task.again.isPresent()) {
            task.handled = task.again.get();
            task.again = Optional.empty();
        } else {
            tasks.remove(key(claim));
        }
        return ended;
    }

    /** How many items there are. */
    synchronized int size() {
        return tasks.size();
    }

    /** Names an item among all partitions. */
    static String key(Claimed claim) {
        return claim.partition().number() + claim.item();
    }

    private static final class Task {

        private Claimed claim;
        private CompletableFuture<Void> handled = new CompletableFuture<>();
        private Optional<CompletableFuture<Void>> again = Optional.empty();

        private Task(Claimed claim) {
            this.claim = claim;
        }
    }
}
