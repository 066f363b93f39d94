package io.mediary.media;

import java.util.List;

import io.smallrye.mutiny.Uni;

/**
 * Port: who has something at media servers, as far as records say. CDI beans, one for each kind of owner. What no bean claims is swept, and what is
 * claimed but not there is told to its owner. Thread-safe.
 */
public interface MediaClaims {

    /** What the owners are, one word for metrics: {@code session}. */
    String kind();

    /** All elements that live records name. Reads every record: for the sweep. */
    Uni<List<Claim>> claims();

    /**
     * An element that an owner claims was not found. The owner looks again, for much may have happened since, and what cannot go on without it ends.
     *
     * @return whether it ended
     */
    Uni<Boolean> missing(String owner);

    /**
     * What a record names.
     *
     * @param node the media server's id
     * @param element its element
     * @param owner id of the record
     */
    record Claim(String node, String element, String owner) {
    }
}
