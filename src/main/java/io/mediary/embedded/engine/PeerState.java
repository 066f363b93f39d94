package io.mediary.embedded.engine;

import java.util.Set;

/**
 * What a peer knows of itself.
 *
 * @param ice Kurento's word for the ICE component: DISCONNECTED, GATHERING, CONNECTING, CONNECTED, READY, FAILED; always the first without ICE
 * @param connected DTLS is up, or for plain RTP, a description with an m-line in use was exchanged
 * @param media media arrives or arrived less than about 20 s ago
 * @param flowingIn kinds that go into the element from its source, towards the client: as {@link PeerListener#flowIn}
 * @param flowingOut kinds that come out of the element, from the client: as {@link PeerListener#flowOut}
 */
public record PeerState(String ice, boolean connected, boolean media, Set<MediaKind> flowingIn,
        Set<MediaKind> flowingOut) {
}
