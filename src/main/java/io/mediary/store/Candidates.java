package io.mediary.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/** Candidates that wait: the client's for the endpoint, the media server's for the SDP. One round trip each. */
public interface Candidates {

    /**
     * A client's candidate (JSON): told where to go at once where the route is known and nothing is parked before it,
     * else parked in order (at most 256, then {@code too_many_requests}).
     *
     * @param user who asks; empty for an administrator. Another's session: {@code unauthorized}
     * @return empty: no such session, or it has ended
     */
    Uni<Optional<Offered>> offer(Kind kind, String id, Optional<String> user, String candidate);

    /** Where the client's candidates go, and those that are parked; empty where the route is not known or the object is over. */
    Uni<Optional<Routed>> routed(Kind kind, String id);

    /** The client's parked candidates, in order. */
    Uni<List<String>> parked(Kind kind, String id);

    /**
     * Removes those of the client's parked candidates that the media server has. Where another instance has removed some of
     * them before, what stands there now stays.
     *
     * @param taken the first ones, in order
     * @return those that are parked still
     */
    Uni<List<String>> taken(Kind kind, String id, List<String> taken);

    /**
     * A candidate of the media server: logged where its SDP has been logged, else parked (as the event that it will
     * be).
     *
     * @return the object's record, to judge what is to be done beside; empty: no such object, or it has ended
     */
    Uni<Optional<String>> found(Kind kind, String id, LogEntry event);

    /**
     * As {@link #found(Kind, String, LogEntry)}, of the last one, and merges into what is noted of the object's state, as
     * {@link Records#log(Kind, String, List, Map)} does.
     */
    Uni<Optional<String>> last(Kind kind, String id, LogEntry event, Map<String, String> state);

    /** The media server's parked candidates, in order, as the JSON of their events. */
    Uni<List<String>> found(Kind kind, String id);

    /**
     * What became of a client's candidate.
     *
     * @param route where it goes; empty: parked
     * @param doc the session's record, to judge what is to be done with it
     */
    record Offered(Optional<String> route, String doc) {
    }

    /**
     * @param route where the client's candidates go
     * @param parked those that wait, in order
     */
    record Routed(String route, List<String> parked) {
    }
}
