package io.mediary.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.config.StoreConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * The deadlines and messages that are due. Claiming moves an item's time forward, so that it comes again if the claimer dies; it is removed
 * only if its time is still the claimer's, so that what was set anew meanwhile stays. Thread-safe.
 */
@ApplicationScoped
public class DueItems {

    private static final int BATCH = 64;

    private final Scripts scripts;
    private final Duration claim;

    /** Over {@code scripts}. */
    public DueItems(Scripts scripts, StoreConfig config) {
        this.scripts = scripts;
        this.claim = config.claim();
    }

    /**
     * Something taken up.
     *
     * @param partition that it lies in, which for a message need not be its target's
     * @param item as Redis has it
     * @param time by which the claim is known again
     * @param former its time before: it tells a claim that has run out from an item that was set anew; empty for a message just committed
     */
    public record Claimed(Partition partition, String item, String time, String former) {

        /** What is due. */
        public Due due() {
            JsonNode parts = Plans.read(item);
            return new Due(parts.path(0).asText(), parts.path(1).asText(), parts.path(2).asText(),
                    parts.path(3).asText(""));
        }
    }

    /**
     * Takes up what is due in some partitions, at most 64 items of each: one round trip.
     *
     * @param overdue only what has been due for this long
     */
    public Uni<List<Claimed>> claim(Collection<Partition> partitions, Duration overdue) {
        List<Partition> order = List.copyOf(partitions);
        List<String> args = List.of(String.valueOf(claim.toMillis()), String.valueOf(BATCH),
                String.valueOf(overdue.toMillis()));
        return scripts
                .together(order.stream()
                        .map(partition -> new Scripts.Call("claim", List.of(Keys.deadlines(partition)), args)).toList())
                .map(answers -> {
                    List<Claimed> claimed = new ArrayList<>();
                    for (int i = 0; i < order.size(); i++) {
                        collect(order.get(i), answers.get(i), claimed);
                    }
                    return claimed;
                });
    }

    private static void collect(Partition partition, Response answer, List<Claimed> claimed) {
        for (int i = 0; i < answer.size(); i += 3) {
            claimed.add(new Claimed(partition, answer.get(i).toString(), answer.get(i + 1).toString(),
                    answer.get(i + 2).toString()));
        }
    }

    /** They have been acted on. One round trip. */
    public Uni<Void> done(List<Claimed> claimed) {
        return scripts.together(claimed.stream().map(one -> call("done", one)).toList()).replaceWithVoid();
    }

    /** They are to come again after a time. One round trip. */
    public Uni<Void> later(List<Claimed> claimed, Duration in) {
        String ms = String.valueOf(in.toMillis());
        return scripts.together(claimed.stream().map(one -> call("later", one, ms)).toList()).replaceWithVoid();
    }

    private static Scripts.Call call(String script, Claimed claimed, String... more) {
        return new Scripts.Call(script, List.of(Keys.deadlines(claimed.partition())),
                Stream.concat(Stream.of(claimed.item(), claimed.time()), Stream.of(more)).toList());
    }
}
