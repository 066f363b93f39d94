package io.mediary.embedded.engine;

import io.mediary.embedded.engine.NegotiationException.Reason;
import io.mediary.embedded.engine.sdp.SdpException;
import io.mediary.embedded.engine.sdp.SessionDescription;

/** The one exchange of offer and answer of a peer: what may come next, with Kurento's errors for the rest. Guarded by its peer. */
final class DescriptionExchange {

    private static final long NTP_EPOCH = 2_208_988_800L;

    private String local;
    private String remote;
    private boolean offerer;

    /** A number for the `o=` line as Kurento makes it: the seconds since 1900. */
    static long newSessionId() {
        return System.currentTimeMillis() / 1000 + NTP_EPOCH;
    }

    /** Nothing may have been exchanged yet. */
    void begin() throws NegotiationException {
        if (local != null) {
            throw new NegotiationException(Reason.ALREADY_NEGOTIATED, "Endpoint already negotiated");
        }
    }

    /** Reads an offer of the other side. */
    static SessionDescription offer(String sdp) throws NegotiationException {
        return parse(sdp, "Empty offer not valid");
    }

    /** Reads the answer to this side's offer. */
    SessionDescription answer(String sdp) throws NegotiationException {
        if (!offerer) {
            throw new NegotiationException(Reason.NO_OFFER,
                    "Offer not generated. It is not possible to process an answer.");
        }
        if (remote != null) {
            throw new NegotiationException(Reason.ANSWER_ALREADY_PROCESSED, "Sdp Answer already processed");
        }
        return parse(sdp, "Empty answer not valid");
    }

    /** This side made an offer. */
    void offered(String sdp) {
        local = sdp;
        offerer = true;
    }

    /** This side answered an offer. */
    void answered(String offer, String answer) {
        remote = offer;
        local = answer;
    }

    /** The other side answered this side's offer. */
    void accepted(String answer) {
        remote = answer;
    }

    String local() throws NegotiationException {
        return known(local, "No local SDP");
    }

    String remote() throws NegotiationException {
        return known(remote, "No remote SDP");
    }

    /** What a description that parses, but cannot be agreed on, comes to. */
    static NegotiationException invalid() {
        return new NegotiationException(Reason.INVALID_SDP, "Invalid SDP");
    }

    private static SessionDescription parse(String sdp, String empty) throws NegotiationException {
        if (sdp == null || sdp.isBlank()) {
            throw new NegotiationException(Reason.INVALID_SDP, empty);
        }
        try {
            return SessionDescription.parse(sdp);
        } catch (SdpException e) {
            throw invalid();
        }
    }

    private static String known(String sdp, String message) throws NegotiationException {
        if (sdp == null) {
            throw new NegotiationException(Reason.NO_LOCAL_SDP, message);
        }
        return sdp;
    }
}
