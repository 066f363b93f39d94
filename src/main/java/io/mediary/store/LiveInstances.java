package io.mediary.store;

/** Port: which instances live, as far as this one knows. */
public interface LiveInstances {

    /** False only where it is known to be dead: two heartbeats were missed while Redis answered, or it has said goodbye. */
    boolean alive(String instance);
}
