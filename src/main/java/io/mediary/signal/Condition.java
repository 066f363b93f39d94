package io.mediary.signal;

import java.util.Optional;

/** Something that this instance needs to be of use; what a bean of this type says is told with its readiness. */
public interface Condition {

    /** Lower case, words by spaces: {@code media servers}. */
    String name();

    /** What is wrong at the moment, in a few words for people; empty: nothing. Asked every second: never blocks, asks nobody else. */
    Optional<String> trouble();

    /** Whether this instance should get no traffic while something is wrong; otherwise that is only told, because others are no better off. */
    default boolean decides() {
        return true;
    }
}
