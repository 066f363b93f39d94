package io.mediary.instance;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who lives and who is dead, concluded from one heartbeat's answer and the view before it. Immutable.
 *
 * @param beats Redis' time of each instance's last heartbeat, ms; after a gap no instance's is before the gap's end
 * @param dead those that missed two heartbeats while Redis answered us, and those that have said goodbye
 * @param at Redis' time of this view, ms; 0: none yet
 * @param since Redis' time from which it has answered without a gap, ms
 */
record InstanceView(Map<String, Long> beats, Set<String> dead, long at, long since) {

    /** Before the first heartbeat. */
    static final InstanceView NONE = new InstanceView(Map.of(), Set.of(), 0, 0);

    /** So soon after another look there may be one for somebody who is late. */
    private static final long SOONEST_MS = 100;

    /** Goodbyes that are remembered at most: nobody asks for older ones. */
    private static final int MOST_DEAD = 1000;

    /**
     * The next view.
     *
     * @param seen the time of each instance's last heartbeat, as Redis has it
     * @param now Redis' time
     * @param known Redis remembered our own heartbeat; false: it has lost what it knew
     * @param interval between heartbeats
     */
    InstanceView next(Map<String, Long> seen, long now, boolean known, Duration interval) {
        boolean gap = at == 0 || !known || now < at || now - at > 2 * interval.toMillis();
        long from = gap ? now : since;
        long silence = silence(interval);
        // After a gap nobody is judged before all had the time to show themselves.
        boolean settled = now - from > silence;
        Map<String, Long> current = new HashMap<>();
        Set<String> gone = new HashSet<>();
        seen.forEach((instance, beat) -> current.put(instance,
                settled || dead.contains(instance) ? beat : Math.max(beat, from)));
        beats.forEach((instance, beat) -> {
            if (!current.containsKey(instance)) {
                if (settled || dead.contains(instance)) {
                    gone.add(instance);
                } else {
                    current.put(instance, Math.max(beat, from));
                }
            }
        });
        current.forEach((instance, beat) -> {
            if (now - beat > silence) {
                gone.add(instance);
            }
        });
        if (gone.size() + dead.size() < MOST_DEAD) {
            dead.stream().filter(instance -> !alive(current, instance, now, silence)).forEach(gone::add);
        }
        return new InstanceView(Map.copyOf(current), Set.copyOf(gone), now, from);
    }

    private static boolean alive(Map<String, Long> beats, String instance, long now, long silence) {
        return beats.containsKey(instance) && now - beats.get(instance) <= silence;
    }

    /** How long it takes until the next one is known to be dead that is late already; at most a heartbeat. */
    Duration patience(Duration interval) {
        long soonest = beats.entrySet().stream()
                .filter(beat -> !dead.contains(beat.getKey()) && at - beat.getValue() > interval.toMillis())
                .mapToLong(beat -> beat.getValue() + silence(interval) + 1 - at).min().orElse(Long.MAX_VALUE);
        return Duration.ofMillis(Math.max(SOONEST_MS, Math.min(interval.toMillis(), soonest)));
    }

    /** Two heartbeats and the time that one may be late. */
    static long silence(Duration interval) {
        return 5 * interval.toMillis() / 2;
    }

    /** Those that live, in order. */
    List<String> live() {
        return beats.keySet().stream().filter(instance -> !dead.contains(instance)).sorted().toList();
    }

    /** How long Redis has answered without a gap. */
    Duration answering() {
        return Duration.ofMillis(at - since);
    }
}
