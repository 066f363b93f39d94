package io.mediary.embedded.engine;

/**
 * What a peer tells, in order, one call at a time; an implementation must return at once. Candidates, ICE, DTLS and data channels are those of a
 * {@link WebRtcPeer}, and nothing is done about them unless an implementation says what.
 */
public interface PeerListener {

    /** A local candidate, once for each m-line. */
    default void candidate(String sdpMid, int sdpMLineIndex, String candidate) {
    }

    /** No more candidates will come. */
    default void gatheringDone() {
    }

    /** ICE changed: one of Kurento's `IceComponentState` words (GATHERING, CONNECTING, CONNECTED, READY, FAILED, DISCONNECTED). */
    default void iceState(String state) {
    }

    /** A pair was selected: Kurento's `NewCandidatePairSelected`. */
    default void pairSelected(String localCandidate, String remoteCandidate) {
    }

    /** DTLS changed: NEW, CONNECTING, CONNECTED, CLOSED, FAILED. */
    default void dtlsState(String state) {
    }

    /** Kurento's `ConnectionStateChanged`. */
    void connectionState(boolean connected);

    /** Kurento's `MediaStateChanged`. */
    void mediaState(boolean connected);

    /** Kurento's `MediaFlowInStateChanged` of the element: media of this kind started or stopped going into the element from its source (towards the client). */
    void flowIn(MediaKind kind, boolean flowing);

    /** Kurento's `MediaFlowOutStateChanged` of the element: media of this kind started or stopped coming out of the element (from the client). */
    void flowOut(MediaKind kind, boolean flowing);

    /** A data channel was opened by either side. */
    default void dataChannelOpened(int channel) {
    }

    /** A data channel was closed. */
    default void dataChannelClosed(int channel) {
    }
}
