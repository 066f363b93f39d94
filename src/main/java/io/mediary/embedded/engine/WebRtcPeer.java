package io.mediary.embedded.engine;

import java.util.List;
import java.util.Map;

/**
 * One WebRTC connection: ICE, DTLS-SRTP, RTP in both directions, and data channels. It negotiates once, as offerer or
 * as answerer. What happens is told to its {@link PeerListener}.
 */
public interface WebRtcPeer extends Element {

    /** Makes the offer (audio, video and, with data channels, an application section); mids as Kurento's: audio0, video0, application0. */
    String generateOffer() throws NegotiationException;

    /** Answers a remote offer. No candidates in the answer. */
    String processOffer(String sdp) throws NegotiationException;

    /** Takes the answer to {@link #generateOffer()}. Answers the local description. */
    String processAnswer(String sdp) throws NegotiationException;

    /** The local description, candidates gathered so far included. */
    String localDescription() throws NegotiationException;

    /** The description of the other side. */
    String remoteDescription() throws NegotiationException;

    /** Starts gathering; candidates arrive at {@link PeerListener#candidate}. Before an SDP or a second time: does nothing. */
    void gatherCandidates();

    /** Adds a candidate of the other side; an empty or unusable one is ignored. */
    void addCandidate(String sdpMid, int sdpMLineIndex, String candidate);

    /** Limits what the other side may send, by REMB; kbps, 0 lifts the limit. */
    void maxVideoReceiveBandwidth(int kbps);

    /** State now: ICE (Kurento's `IceComponentState` word), connected or not, flows. */
    PeerState state();

    /** Counters per media kind and direction, in the shape of Kurento's RTC stats (id to fields). Empty before media. */
    Map<String, Map<String, Object>> stats(List<MediaKind> kinds);
}
