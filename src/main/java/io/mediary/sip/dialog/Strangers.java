package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Lines whose owner cannot be told to live or to be dead, and since when that has been so without a break. Confined to the loop. */
final class Strangers {

    /** An instance of which nobody has heard for so long was gone before this one began. */
    private static final Duration STRANGE = Duration.ofSeconds(4);

    private final LongSupplier nanos;
    private final Map<Map.Entry<String, String>, Long> since = new HashMap<>();

    /** @param nanos a clock, as {@link System#nanoTime} */
    Strangers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Those of the lines that have had the same stranger for long.
     *
     * @param strange all lines with such owners, as they are now: others are forgotten
     */
    Set<String> forLong(Map<String, String> strange) {
        long now = nanos.getAsLong();
        since.keySet().retainAll(strange.entrySet());
        strange.forEach((line, owner) -> since.putIfAbsent(Map.entry(line, owner), now));
        return since.entrySet().stream().filter(one -> now - one.getValue() > STRANGE.toNanos())
                .map(one -> one.getKey().getKey()).collect(Collectors.toSet());
    }
}
