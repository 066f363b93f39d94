package io.mediary.store;

import java.util.Map;

import io.smallrye.mutiny.Uni;

/**
 * Port: mends what crashes have left in one place. CDI beans, called now and then by one instance at a time; what is found
 * may be about to be mended by somebody else, so twice must be as good as once. Thread-safe.
 */
public interface Sweeper {

    /** One round. @return how much was mended, by kind: one word each, for metrics */
    Uni<Map<String, Integer>> sweep();
}
