package io.mediary.store;

import java.util.Map;
import java.util.Set;

import io.smallrye.mutiny.Uni;

/**
 * Port: mends what crashes have left in one place. CDI beans, called now and then by one instance at a time; what is found
 * may be about to be mended by somebody else, so twice must be as good as once. Thread-safe.
 */
public interface Sweeper {

    /** What a round may mend: one word each, for metrics. */
    Set<String> kinds();

    /** One round. @return how much was mended, by kind */
    Uni<Map<String, Integer>> sweep();
}
