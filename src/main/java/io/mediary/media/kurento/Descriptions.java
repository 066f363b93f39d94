package io.mediary.media.kurento;

import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.WebRtcEndpoint;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/** The steps that exchange session descriptions, as parts of transactions. Thread-safe. */
final class Descriptions {

    private Descriptions() {
    }

    /**
     * Adds what answers a client's offer and starts the gathering.
     *
     * @return the index of the operation that gives the answer
     */
    static int answer(MediaTransaction transaction, BaseRtpEndpoint endpoint, String offer) {
        int description = transaction.size();
        endpoint.processOffer(transaction, offer);
        gather(transaction, endpoint);
        return description;
    }

    /**
     * Adds what makes an offer and starts the gathering.
     *
     * @return the index of the operation that gives the offer
     */
    static int offer(MediaTransaction transaction, BaseRtpEndpoint endpoint) {
        int description = transaction.size();
        endpoint.generateOffer(transaction);
        gather(transaction, endpoint);
        return description;
    }

    /**
     * What a caller is told of a refusal.
     *
     * @param description the index of the operation that took the client's description
     * @param field of the request in which it came
     */
    static Failure refusal(Fault fault, int description, String field) {
        return fault.code() == Fault.INVALID_SDP && fault.index() == description
                ? Failure.of(ErrorCode.SYNTAX_ERROR, field)
                : fault.failure();
    }

    /** Plain RTP has no candidates to gather. */
    private static void gather(MediaTransaction transaction, BaseRtpEndpoint endpoint) {
        if (endpoint instanceof WebRtcEndpoint webRtc) {
            webRtc.gatherCandidates(transaction);
        }
    }
}
