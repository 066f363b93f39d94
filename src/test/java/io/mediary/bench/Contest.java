package io.mediary.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several ways to do the same, measured in turns: whatever else the machine does meets all of them alike. For one thread.
 */
final class Contest {

    private static final double NANOS_PER_MS = 1e6;

    /** One way. */
    @FunctionalInterface
    interface Way {

        /** Does it once; the nanoseconds that count. */
        long once() throws Exception;
    }

    private final Map<String, Way> ways = new LinkedHashMap<>();

    /** Adds a way under its name. */
    Contest way(String name, Way way) {
        ways.put(name, way);
        return this;
    }

    /**
     * Does each so often; in each round another one begins.
     *
     * @param warmUp rounds that do not count
     * @param rounds that do
     * @return milliseconds, by name
     */
    Map<String, Samples> run(int warmUp, int rounds) throws Exception {
        Map<String, Samples> results = new LinkedHashMap<>();
        ways.keySet().forEach(name -> results.put(name, new Samples()));
        List<String> order = new ArrayList<>(ways.keySet());
        for (int round = -warmUp; round < rounds; round++) {
            for (String name : order) {
                long nanos = ways.get(name).once();
                if (round >= 0) {
                    results.get(name).add(nanos / NANOS_PER_MS);
                }
            }
            Collections.rotate(order, 1);
        }
        return results;
    }
}
