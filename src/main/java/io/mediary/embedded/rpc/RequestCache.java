package io.mediary.embedded.rpc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The answers of one session, kept for 20 s under the id of their request: a request whose id was used before gets the
 * old answer and is not executed, whatever it asks. Thread-safe.
 */
final class RequestCache {

    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int MOST = 10_000;

    private record Entry(String answer, long until) {
    }

    private final Map<JsonNode, Entry> entries = new LinkedHashMap<>();

    synchronized Optional<String> find(JsonNode id) {
        expire();
        return Optional.ofNullable(entries.get(id)).map(Entry::answer);
    }

    synchronized void put(JsonNode id, String answer) {
        expire();
        entries.putIfAbsent(id, new Entry(answer, System.nanoTime() + LIFETIME_NANOS));
    }

    /** All entries live equally long, so the first in are the first out. */
    private void expire() {
        long now = System.nanoTime();
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext() && (oldest.next().until() - now < 0 || entries.size() > MOST)) {
            oldest.remove();
        }
    }
}
