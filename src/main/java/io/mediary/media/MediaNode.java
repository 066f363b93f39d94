package io.mediary.media;

import java.net.URI;
import java.util.List;

/**
 * A media server, as all instances together know it.
 *
 * @param id the same on every instance, and for every process that listens at the address
 * @param url its WebSocket address
 * @param state whether it can be used
 * @param since when that became its state, Redis' time in milliseconds since 1970
 * @param sessions that live on it, of all instances, counted once a second; at least 0
 * @param capacity most sessions that it is given; 0: no limit
 * @param version of the server's software, as it says; empty before it was reached
 * @param reachedBy the ids of the instances that reach it, in order
 */
public record MediaNode(String id, URI url, State state, long since, int sessions, int capacity, String version,
        List<String> reachedBy) {

    /** Whether a media server can be used. */
    public enum State {

        /** It takes new sessions. */
        UP,
        /** It keeps what it has, takes what belongs to something there, and no other new sessions. */
        DRAINING,
        /** No instance reaches it, and what was on it is over. */
        DOWN
    }
}
