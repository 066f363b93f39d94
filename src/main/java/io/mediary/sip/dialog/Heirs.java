package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jboss.logging.Logger;

import io.mediary.instance.Heartbeat;
import io.smallrye.mutiny.Uni;

/** Looks for lines whose gateway is gone, and takes each over if nobody else does. Confined to the loop. */
final class Heirs {

    private static final Logger LOG = Logger.getLogger(Heirs.class);
    /** An instance of which nobody has heard for so long was gone before this one began. */
    private static final Duration STRANGE = Duration.ofSeconds(4);

    private final DialogStore store;
    private final Heartbeat heartbeat;
    private final Function<String, Uni<Void>> adopt;
    private final Loop loop;
    private final Map<String, Long> strangers = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();
    private boolean looking;

    /** @param adopt opens a line that is ours now */
    Heirs(DialogStore store, Heartbeat heartbeat, Loop loop, Function<String, Uni<Void>> adopt) {
        this.loop = loop;
        this.store = store;
        this.heartbeat = heartbeat;
        this.adopt = adopt;
    }

    /** Looks once. @param here the lines that this gateway has */
    void look(Set<String> here) {
        if (looking) {
            return;
        }
        looking = true;
        Set<String> held = Set.copyOf(here);
        store.lines().emitOn(loop).onTermination().invoke(() -> looking = false).subscribe().with(lines -> {
            strangers.keySet().retainAll(lines.values());
            lines.forEach((line, owner) -> {
                if (!held.contains(line) && isFree(owner) && underWay.add(line)) {
                    take(line, owner);
                }
            });
        }, failure -> LOG.debugf("no look at the lines: %s", failure.getMessage()));
    }

    private boolean isFree(String owner) {
        if (owner.isEmpty()) {
            return true;
        }
        if (owner.equals(heartbeat.self())) {
            // Taken over, but not opened: Redis was away.
            return strange(owner);
        }
        return heartbeat.knows(owner) ? !heartbeat.alive(owner) : strange(owner);
    }

    private boolean strange(String owner) {
        long since = strangers.computeIfAbsent(owner, key -> System.nanoTime());
        return System.nanoTime() - since > STRANGE.toNanos();
    }

    private void take(String line, String owner) {
        store.pass(line, owner, heartbeat.self())
                .call(mine -> mine && !owner.isEmpty() && !owner.equals(heartbeat.self())
                        ? store.leave(owner)
                        : Uni.createFrom().voidItem())
                .chain(mine -> mine ? adopt.apply(line) : Uni.createFrom().voidItem())
                .onTermination().invoke(() -> loop.execute(() -> underWay.remove(line)))
                .subscribe().with(done -> {
                }, failure -> LOG.warnf("line %s is not taken over yet: %s", line, failure.getMessage()));
    }
}
