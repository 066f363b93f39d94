package io.mediary.embedded.engine;

import java.util.List;
import java.util.Map;

/** An element that is connected to another side by one exchange of session descriptions, as offerer or as answerer. */
public interface SdpPeer extends Element {

    /** Makes the offer: audio and video first, in this order. */
    String generateOffer() throws NegotiationException;

    /** Answers a remote offer. */
    String processOffer(String sdp) throws NegotiationException;

    /** Takes the answer to {@link #generateOffer()}. Answers the local description. */
    String processAnswer(String sdp) throws NegotiationException;

    /** The local description as far as it is known. */
    String localDescription() throws NegotiationException;

    /** The description of the other side. */
    String remoteDescription() throws NegotiationException;

    /** Limits what the other side may send, by REMB; kbps, 0 lifts the limit. */
    void maxVideoReceiveBandwidth(int kbps);

    /** State now: connected or not, flows. */
    PeerState state();

    /** Counters per media kind and direction, in the shape of Kurento's RTC stats (id to fields). Empty before media. */
    Map<String, Map<String, Object>> stats(List<MediaKind> kinds);
}
