package io.mediary.embedded.engine;

/**
 * One WebRTC connection: ICE, DTLS-SRTP, RTP in both directions, and data channels. What happens is told to its {@link PeerListener}. Its offer
 * ends with an application section where there are data channels, and names its m-lines as Kurento does: audio0, video0, application0. No
 * candidates are in its offer or answer; in {@link #localDescription()} those that were gathered.
 */
public interface WebRtcPeer extends SdpPeer {

    /** Starts gathering; candidates arrive at {@link PeerListener#candidate}. Before an SDP or a second time: does nothing. */
    void gatherCandidates();

    /** Adds a candidate of the other side; an empty or unusable one is ignored. */
    void addCandidate(String sdpMid, int sdpMLineIndex, String candidate);
}
