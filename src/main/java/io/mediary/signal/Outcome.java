package io.mediary.signal;

/** A failure that has a name: one of a small closed set, as a tag of a metric needs it. */
public interface Outcome {

    /** Lower case, words by underscores: {@code session_not_found}. */
    String outcome();
}
