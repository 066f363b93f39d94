package io.mediary.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.StoreConfig;
import io.mediary.store.Courier;
import io.mediary.store.DueItems.Claimed;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.Partition;
import io.mediary.store.Scripts;
import io.mediary.store.Uncut;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * Runs the scripts that change rooms and their members, and hands over the messages that they send. One round trip, which
 * fails with {@code unavailable} where Redis is away. Thread-safe.
 */
@ApplicationScoped
public class RoomScripts {

    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(2);

    private final Scripts scripts;
    private final Courier courier;
    private final String claimMs;

    RoomScripts(Scripts scripts, Courier courier, StoreConfig config) {
        this.scripts = scripts;
        this.courier = courier;
        this.claimMs = String.valueOf(Courier.claim(config));
    }

    /**
     * What a script answers.
     *
     * @param word what became of it
     * @param detail depends on the word; mostly empty
     */
    record Outcome(String word, String detail) {
    }

    /**
     * Runs a script on a room; its arguments are the room's id, {@code args}, and how long this instance has for the
     * messages. Completes when the owner's index is right, which is tried for 2 s at most; the messages to sessions are on
     * their way then.
     */
    Uni<Outcome> run(String script, String room, String... args) {
        List<String> all = new ArrayList<>(List.of(room));
        all.addAll(List.of(args));
        all.add(claimMs);
        // The messages are claimed for this instance: the answer is wanted even where the caller has given up.
        return Uncut.of(() -> scripts.run(script, List.of(Keys.record(Kind.ROOM, room)), all)
                .flatMap(answer -> told(Partition.of(room), answer)));
    }

    private Uni<Outcome> told(Partition partition, Response answer) {
        List<Claimed> toSessions = new ArrayList<>();
        List<Claimed> toIndex = new ArrayList<>();
        for (int i = 2; i + 1 < answer.size(); i += 2) {
            Claimed message = new Claimed(partition, answer.get(i).toString(), answer.get(i + 1).toString(), "");
            (message.due().kind().equals(Kind.SESSION.key()) ? toSessions : toIndex).add(message);
        }
        // Delivery starts with the call: nobody has to wait for what sessions do.
        courier.deliver(toSessions);
        // Each of these says one event.
        scripts.published(List.of("joined", "left", "ended").contains(answer.get(0).toString()) ? 1 : 0);
        Outcome outcome = new Outcome(answer.get(0).toString(), answer.size() > 1 ? answer.get(1).toString() : "");
        return toIndex.isEmpty()
                ? Uni.createFrom().item(outcome)
                : courier.deliver(toIndex).ifNoItem().after(LONGEST_DELIVERY).recoverWithItem((Void) null)
                        .replaceWith(outcome);
    }
}
