package io.mediary.faults;

import java.util.Map;

/**
 * Which sessions the death of a media server takes with it.
 *
 * @param server its address; empty: none dies
 * @param nodes the media server of each session that is known
 * @param far the sessions that listen through a relay, and the publisher of each
 */
record Death(String server, Map<String, String> nodes, Map<String, String> far) {

    /** Whether a session was there; also where nobody had time to see where it was. */
    boolean took(String session) {
        return !server.isEmpty() && nodes.getOrDefault(session, server).equals(server);
    }

    /** Whether it is why a session ended, and whether its client was told so. */
    boolean explains(String session, End end) {
        return end.isOfMediaServer() && (took(session) || far.containsKey(session) && took(far.get(session)));
    }
}
