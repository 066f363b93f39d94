package io.mediary.store;

import io.smallrye.mutiny.Uni;

/**
 * Port: takes what is due for one kind of object. CDI beans; each kind has one. The item is removed when the Uni
 * completes, and comes again (to any instance) when it fails or the instance dies, so the handler judges the object's
 * state under its lease before it acts.
 */
public interface DueHandler {

    /** Key part of the kind that this handler takes: {@code s}, {@code conn}. */
    String kind();

    /** Acts on it. */
    Uni<Void> due(Due due);
}
