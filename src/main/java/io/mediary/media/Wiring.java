package io.mediary.media;

import java.util.Optional;
import java.util.Set;

/**
 * How a session's elements are connected: a function of the session's record, so that whoever doubts the state of the
 * media server can make it again.
 *
 * @param toProxy the kinds that go from the endpoint to the proxy
 * @param source what the client receives
 * @param recorded what a recorder takes of it, if there is one
 */
public record Wiring(Set<MediaKind> toProxy, Source source, Optional<Recorded> recorded) {

    /** Nothing connected. */
    public static final Wiring PARKED = new Wiring(Set.of(), new Source.None());

    /** Without a recorder. */
    public Wiring(Set<MediaKind> toProxy, Source source) {
        this(toProxy, source, Optional.empty());
    }

    /** The same with a recorder. */
    public Wiring with(Recorded recorder) {
        return new Wiring(toProxy, source, Optional.of(recorder));
    }

    /**
     * A recorder and what it takes.
     *
     * @param recorder its element at the same media server
     * @param ofSource true: what the client receives, which is nothing where there is no source; false: what goes to the proxy
     * @param kinds of these
     */
    public record Recorded(String recorder, boolean ofSource, Set<MediaKind> kinds) {
    }

    /** What is connected to the endpoint: one source at a time. */
    public sealed interface Source {

        /** Nothing. */
        record None() implements Source {
        }

        /** The session's own proxy: an echo. */
        record OwnProxy() implements Source {
        }

        /**
         * Another element.
         *
         * @param element the element's id at the same media server
         * @param kinds the kinds that are taken from it
         */
        record Element(String element, Set<MediaKind> kinds) implements Source {
        }
    }
}
