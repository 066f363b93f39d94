package io.mediary.signal;

import java.util.Optional;

/** Something that this instance needs to be of use; a bean of this type is a part of its readiness. */
public interface Condition {

    /** Lower case, words by spaces: {@code media servers}. */
    String name();

    /** What is wrong at the moment, in a few words for people; empty: nothing. Asked every second: never blocks, asks nobody else. */
    Optional<String> trouble();
}
