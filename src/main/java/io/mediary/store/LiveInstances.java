package io.mediary.store;

/** Port: this instance, and who lives among those that share its Redis. Thread-safe; never blocks. */
public interface LiveInstances {

    /** This instance's id. */
    String self();

    /**
     * Whether an instance lives. One counts as dead only after two of its heartbeats failed to come while Redis answered
     * throughout; in doubt it lives.
     */
    boolean alive(String instance);
}
