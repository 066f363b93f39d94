package io.mediary.media.kurento;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/**
 * Who owns which Kurento session. An owner's sessions are entered in its list before they are its own, and leave it after they are not, so whoever
 * takes over finds all of them. Every method is bounded in time, and fails with {@code unavailable}. Thread-safe.
 */
interface Ownership {

    /** Owns what an instance has given away and nobody has taken yet; never lives. */
    String NOBODY = "nobody";

    /** Everybody who may own something. */
    Uni<List<String>> owners();

    /** The Kurento sessions that an owner may have. */
    Uni<List<String>> sessionsOf(String owner);

    /**
     * Makes another the owner, in one atomic step: of several who try one succeeds. The epoch rises.
     *
     * @return what was passed on; empty where it was not {@code from}'s
     */
    Uni<Optional<Passed>> pass(String session, String from, String to);

    /** Everything that lived in a Kurento session of this owner lives elsewhere: nobody can own it again, a former owner that wakes up least of all. */
    Uni<Void> close(Passed passed, String owner);

    /** Whether what lived in a Kurento session lives elsewhere by now. */
    Uni<Boolean> isClosed(String session);

    /** The media server that a Kurento session is at; empty where nothing is known of the session, or it is closed. */
    Uni<Optional<String>> nodeOf(String session);

    /** An owner that is gone has nothing left. One that comes to own something is entered again. */
    Uni<Void> forget(String owner);

    /**
     * What was passed on.
     *
     * @param node the media server's id
     * @param session with the new owner's epoch
     */
    record Passed(String node, KurentoSession session) {
    }
}
