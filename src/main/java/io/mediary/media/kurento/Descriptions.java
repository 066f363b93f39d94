package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.List;

import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.WebRtcEndpoint;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Candidate;

/** The steps that exchange session descriptions, as parts of transactions. Thread-safe. */
final class Descriptions {

    private static final String CANDIDATE = "a=candidate:";
    private static final String MID = "a=mid:";

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

    /**
     * The candidates in a description of the media server, each once for each media section. With rtcp-mux there is one component, yet there are
     * candidates for two.
     */
    static List<Candidate> candidates(String sdp) {
        List<Candidate> candidates = new ArrayList<>();
        int section = -1;
        List<String> mids = mids(sdp);
        for (String line : sdp.split("\\r?\\n")) {
            if (line.startsWith("m=")) {
                section++;
            } else if (section >= 0 && line.startsWith(CANDIDATE)) {
                String text = line.substring("a=".length());
                String[] parts = text.split(" ", 3);
                if (parts.length == 3 && parts[1].equals("1")) {
                    candidates.add(new Candidate(mids.get(section), section, text));
                }
            }
        }
        return candidates;
    }

    /** The identification of each media section; empty where it has none. */
    private static List<String> mids(String sdp) {
        List<String> mids = new ArrayList<>();
        for (String line : sdp.split("\\r?\\n")) {
            if (line.startsWith("m=")) {
                mids.add("");
            } else if (!mids.isEmpty() && line.startsWith(MID)) {
                mids.set(mids.size() - 1, line.substring(MID.length()));
            }
        }
        return mids;
    }

    /** Plain RTP has no candidates to gather. */
    private static void gather(MediaTransaction transaction, BaseRtpEndpoint endpoint) {
        if (endpoint instanceof WebRtcEndpoint webRtc) {
            webRtc.gatherCandidates(transaction);
        }
    }
}
