package io.mediary.media;

import java.util.List;
import java.util.Map;

/**
 * The order of the states that an endpoint goes through while it connects. Both directions of DTLS, and ICE with each new pair, run through the same
 * ones once more; that they are behind again says nothing. Thread-safe: only pure functions.
 */
public final class StateProgress {

    private static final Map<String, List<String>> ORDER = Map.of(
            "ice", List.of("gathering", "connecting", "connected", "ready"),
            "dtls", List.of("new", "connecting", "connected"));

    private StateProgress() {
    }

    /**
     * Whether a state only repeats what is behind.
     *
     * @param subject as {@link MediaEvent.StateChanged} names it
     * @param before the state before; null where none is known
     */
    public static boolean isStepBack(String subject, String before, String now) {
        List<String> order = ORDER.getOrDefault(subject, List.of());
        return before != null && order.contains(now) && order.indexOf(now) < order.indexOf(before);
    }
}
