package io.mediary.session.type;

import java.util.Optional;

import io.mediary.media.Place;
import io.mediary.session.Joined;
import io.mediary.session.Session;

/**
 * What was found for a session to be joined to.
 *
 * @param joined for its record
 * @param node the media server where that is; empty: any
 * @param partner the session whose media it is to receive, which another media server can get by a relay; empty: none, it
 *            has to be on that media server itself
 */
public record Joining(Optional<Joined> joined, Optional<String> node, Optional<Session> partner) {

    /** Nothing. */
    public static final Joining NONE = new Joining(Optional.empty(), Optional.empty());

    /** To something whose media server it has to be on. */
    public Joining(Optional<Joined> joined, Optional<String> node) {
        this(joined, node, Optional.empty());
    }

    /** To a session, whose media it receives. */
    static Joining with(Session partner, Joined joined) {
        return new Joining(Optional.of(joined), partner.place().map(Place::node), Optional.of(partner));
    }

    /** Whether that is at another media server than this one. */
    public boolean isElsewhere(String here) {
        return node.filter(there -> !there.equals(here)).isPresent();
    }
}
