package io.mediary.embedded.rpc;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.embedded.engine.WebRtcPeer;

/**
 * Kurento's `WebRtcEndpoint` over a {@link WebRtcPeer}. `recvonly`, `sendonly`, `certificateKeyType`, `qosDscp` and the
 * STUN and TURN settings are taken and remembered, and change nothing. Thread-safe.
 */
final class WebRtcEndpoint extends SdpEndpoint {

    private final WebRtcPeer peer;
    private final WebRtcEvents events;

    WebRtcEndpoint(Creation creation) {
        this(creation, new WebRtcEvents(creation.number()));
    }

    private WebRtcEndpoint(Creation creation, WebRtcEvents events) {
        this(creation, events, creation.engine().webRtcPeer(creation.arguments().flag("useDataChannels"), events));
    }

    private WebRtcEndpoint(Creation creation, WebRtcEvents events, WebRtcPeer peer) {
        super(creation, peer);
        this.peer = peer;
        this.events = events;
        preset("networkInterfaces", "");
        preset("iceTcp", false);
        preset("stunServerAddress", "");
        preset("stunServerPort", 3478);
        preset("turnUrl", "");
        preset("externalIPv4", "");
        preset("externalIPv6", "");
        events.attach(this);
    }

    @Override
    Object invoke(Operation operation, Arguments arguments, MediaSet set) throws RpcException {
        return switch (operation.name()) {
            case "gatherCandidates" -> {
                peer.gatherCandidates();
                yield null;
            }
            case "addIceCandidate" -> {
                JsonNode candidate = arguments.json("candidate");
                peer.addCandidate(candidate.path("sdpMid").asText(), candidate.path("sdpMLineIndex").asInt(),
                        candidate.path("candidate").asText());
                yield null;
            }
            case "getICECandidatePairs" -> events.candidatePairs();
            case "getIceConnectionState" -> events.iceConnections();
            case "getDtlsConnectionState" -> events.dtlsConnections();
            default -> super.invoke(operation, arguments, set);
        };
    }
}
