package io.mediary.instance;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who lives and who is dead, concluded from one heartbeat's answer and the view before it. Immutable.
 *
 * @param live those that live, in order
 * @param dead those that missed two heartbeats while Redis answered us, and those that have said goodbye
 * @param at Redis' time of this view, ms; 0: none yet
 * @param since Redis' time from which it has answered without a gap, ms
 */
record InstanceView(List<String> live, Set<String> dead, long at, long since) {

    /** Before the first heartbeat. */
    static final InstanceView NONE = new InstanceView(List.of(), Set.of(), 0, 0);

    /** The next view: {@code beats} has the time of each instance's last heartbeat. */
    InstanceView next(Map<String, Long> beats, long now, Duration interval) {
        boolean gap = at == 0 || now - at > 2 * interval.toMillis();
        long silence = 5 * interval.toMillis() / 2;
        Set<String> alive = new TreeSet<>();
        Set<String> gone = new HashSet<>();
        Map<String, Long> known = new HashMap<>(beats);
        known.forEach((instance, beat) -> {
            if (now - beat <= silence) {
                alive.add(instance);
            } else if (!gap || dead.contains(instance)) {
                gone.add(instance);
            }
        });
        live.stream().filter(instance -> !known.containsKey(instance)).forEach(gone::add);
        dead.stream().filter(instance -> !alive.contains(instance)).forEach(gone::add);
        return new InstanceView(List.copyOf(alive), Set.copyOf(gone), now, gap ? now : since);
    }

    /** How long Redis has answered without a gap. */
    Duration answering() {
        return Duration.ofMillis(at - since);
    }
}
