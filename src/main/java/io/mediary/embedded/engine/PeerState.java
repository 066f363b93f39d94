package io.mediary.embedded.engine;

import java.util.Set;

/**
 * What a {@link WebRtcPeer} knows of itself.
 *
 * @param ice Kurento's word for the ICE component: DISCONNECTED, GATHERING, CONNECTING, CONNECTED, READY, FAILED
 * @param connected DTLS is up
 * @param media media arrives or arrived less than about 20 s ago
 * @param flowingIn kinds that go into the element from its source, towards the client: as {@link PeerListener#flowIn}
 * @param flowingOut kinds that come out of the element, from the client: as {@link PeerListener#flowOut}
 */
public record PeerState(String ice, boolean connected, boolean media, Set<MediaKind> flowingIn,
        Set<MediaKind> flowingOut) {
}
