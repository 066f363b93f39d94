package io.mediary.session.type;

import java.util.Optional;

import io.mediary.session.Joined;

/**
 * What was found for a session to be joined to.
 *
 * @param joined for its record
 * @param node the media server where that is; empty: any
 */
public record Joining(Optional<Joined> joined, Optional<String> node) {

    /** Nothing. */
    public static final Joining NONE = new Joining(Optional.empty(), Optional.empty());
}
