package io.mediary.embedded.rpc;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Turns what a peer tells into Kurento's events, and remembers the last of it for the operations that ask for states.
 * RTP and RTCP share one ICE component here, so there is always component 1 only. Thread-safe.
 */
final class WebRtcEvents extends EndpointEvents {

    private static final int COMPONENT = 1;
    private static final String STREAM = "1";
    private static final List<String> DTLS_SIDES = List.of("[bundle/dtlssrtpdec]", "[bundle/dtlssrtpenc]");

    private final String dtlsConnection;
    private volatile String ice = "";
    private volatile String dtls = "";
    private volatile ObjectNode pair;

    /** Makes the listener of the endpoint with this number. */
    WebRtcEvents(int number) {
        dtlsConnection = "dtlssrtpenc" + number + "-dtlssrtpdec" + number + "-1-1";
    }

    /** Kurento's `getICECandidatePairs`. */
    ArrayNode candidatePairs() {
        ObjectNode selected = pair;
        return selected == null ? Json.array() : Json.array().add(selected);
    }

    /** Kurento's `getIceConnectionState`. */
    ArrayNode iceConnections() {
        return ice.isEmpty()
                ? Json.array()
                : Json.array().add(
                        Json.complex("IceConnection").put("componentId", COMPONENT).put("state", ice).put("streamId",
                                STREAM));
    }

    /** Kurento's `getDtlsConnectionState`. */
    ArrayNode dtlsConnections() {
        ArrayNode connections = Json.array();
        String state = dtls;
        if (!state.isEmpty()) {
            DTLS_SIDES.forEach(side -> connections.add(Json.complex("DtlsConnection").put("componentId", side)
                    .put("connectionId", dtlsConnection).put("state", state).put("streamId", STREAM)));
        }
        return connections;
    }

    @Override
    public void candidate(String sdpMid, int sdpMLineIndex, String candidate) {
        ObjectNode data = Json.object();
        data.set("candidate",
                Json.complex("IceCandidate").put("candidate", candidate).put("sdpMLineIndex", sdpMLineIndex)
                        .put("sdpMid", sdpMid));
        emit("IceCandidateFound", data);
    }

    @Override
    public void gatheringDone() {
        emit("IceGatheringDone", Json.object());
    }

    @Override
    public void iceState(String state) {
        ice = state;
        emit("IceComponentStateChanged",
                Json.object().put("componentId", COMPONENT).put("state", state).put("streamId", 1));
    }

    @Override
    public void pairSelected(String localCandidate, String remoteCandidate) {
        ObjectNode selected = Json.complex("IceCandidatePair").put("componentId", COMPONENT)
                .put("localCandidate", localCandidate).put("remoteCandidate", remoteCandidate).put("streamId", STREAM);
        pair = selected;
        ObjectNode data = Json.object();
        data.set("candidatePair", selected);
        emit("NewCandidatePairSelected", data);
    }

    @Override
    public void dtlsState(String state) {
        dtls = state;
        dtlsSides(state).forEach(side -> emit("DtlsConnectionStateChange", Json.object().put("componentId", side)
                .put("connectionId", dtlsConnection).put("state", state).put("streamId", STREAM)));
    }

    /** Kurento tells of a new connection once, of all that follows once for each side. */
    private static List<String> dtlsSides(String state) {
        return state.equals("NEW") ? DTLS_SIDES.subList(1, 2) : DTLS_SIDES;
    }

    @Override
    public void dataChannelOpened(int channel) {
        emit("DataChannelOpened", Json.object().put("channelId", channel));
    }

    @Override
    public void dataChannelClosed(int channel) {
        emit("DataChannelClosed", Json.object().put("channelId", channel));
    }
}
