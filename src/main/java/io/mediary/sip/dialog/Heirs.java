package io.mediary.sip.dialog;

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

    private final DialogStore store;
    private final Heartbeat heartbeat;
    private final Function<String, Uni<Void>> adopt;
    private final Loop loop;
    private final Strangers strangers = new Strangers(System::nanoTime);
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
            Map<String, String> strange = new HashMap<>(lines);
            strange.entrySet().removeIf(one -> held.contains(one.getKey()) || !isStrange(one.getValue()));
            Set<String> forsaken = strangers.forLong(strange);
            lines.forEach((line, owner) -> {
                boolean free = isFree(owner) || forsaken.contains(line);
                if (!held.contains(line) && free && underWay.add(line)) {
                    take(line, owner);
                }
            });
        }, failure -> LOG.debugf("no look at the lines: %s", failure.getMessage()));
    }

    private boolean isFree(String owner) {
        return owner.isEmpty() || !isStrange(owner) && !heartbeat.alive(owner);
    }

    /** One that is not known; or it is our own, taken over but not opened, for Redis was away: then it is being opened again. */
    private boolean isStrange(String owner) {
        return !owner.isEmpty() && (owner.equals(heartbeat.self()) || !heartbeat.knows(owner));
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
