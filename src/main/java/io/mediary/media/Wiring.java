package io.mediary.media;

import java.util.Set;

/**
 * How a session's elements are connected: a function of the session's record, so that whoever doubts the state of the
 * media server can make it again.
 *
 * @param toProxy the kinds that go from the endpoint to the proxy
 * @param source what the client receives
 */
public record Wiring(Set<MediaKind> toProxy, Source source) {

    /** Nothing connected. */
    public static final Wiring PARKED = new Wiring(Set.of(), new Source.None());

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
