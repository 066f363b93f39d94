package io.mediary.embedded.rpc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.NegotiationException;
import io.mediary.embedded.engine.SdpPeer;

/**
 * Kurento's `SdpEndpoint` with `BaseRtpEndpoint`: one negotiation of session descriptions, bandwidths, and the states of
 * connection and media. Thread-safe.
 */
abstract class SdpEndpoint extends MediaElement {

    private static final Pattern AUDIO_LINE = Pattern.compile("(?m)^m=audio .*\\r\\n");
    private static final Pattern VIDEO_LINE = Pattern.compile("(?m)^m=video .*\\r\\n");

    private final SdpPeer peer;
    private final AtomicBoolean connected = new AtomicBoolean();
    private final AtomicBoolean media = new AtomicBoolean();
    private volatile boolean offerer;

    SdpEndpoint(Creation creation, SdpPeer peer) {
        super(creation, peer);
        this.peer = peer;
        preset("maxAudioRecvBandwidth", 0);
        preset("maxVideoRecvBandwidth", 0);
        preset("minVideoRecvBandwidth", 100);
        preset("minVideoSendBandwidth", 100);
        preset("maxVideoSendBandwidth", 500);
        preset("mtu", 1200);
        preset("rembParams", Json.complex("RembParams"));
    }

    @Override
    Object invoke(Operation operation, Arguments arguments, MediaSet set) throws RpcException {
        try {
            return switch (operation.name()) {
                case "generateOffer" -> generateOffer(arguments);
                case "processOffer" -> processOffer(arguments.text("offer"));
                case "processAnswer" -> processAnswer(arguments.text("answer"));
                case "getLocalSessionDescriptor" -> withBandwidth(peer.localDescription());
                case "getRemoteSessionDescriptor" -> remoteDescription();
                case "getConnectionState" -> state(connected.get());
                case "getMediaState" -> state(media.get());
                case "setMaxVideoRecvBandwidth" -> {
                    super.invoke(operation, arguments, set);
                    peer.maxVideoReceiveBandwidth(Math.max(0, arguments.number("maxVideoRecvBandwidth")));
                    yield null;
                }
                default -> super.invoke(operation, arguments, set);
            };
        } catch (NegotiationException e) {
            throw RpcException.of(e);
        }
    }

    @Override
    final Object stats(List<MediaKind> kinds) {
        Map<String, Map<String, Object>> counters = peer.stats(kinds);
        if (counters.isEmpty()) {
            return null;
        }
        ObjectNode stats = Json.object();
        counters.forEach((id, fields) -> stats.set(id, stats(id, fields)));
        return stats;
    }

    private static ObjectNode stats(String id, Map<String, Object> fields) {
        ObjectNode stats = Json.complex(
                "inboundrtp".equals(fields.get("type")) ? "RTCInboundRTPStreamStats" : "RTCOutboundRTPStreamStats");
        stats.put("id", id).put("timestampMillis", System.currentTimeMillis());
        fields.forEach((name, value) -> stats.set(name, Json.value(value)));
        return stats;
    }

    /** The connection was made or lost. */
    final void connectionState(boolean now) {
        changed("ConnectionStateChanged", connected, now);
    }

    /** Media arrive, or have not arrived for a while. */
    final void mediaState(boolean now) {
        changed("MediaStateChanged", media, now);
    }

    /** State and event change together: whoever finds the state changed already comes after its event. */
    private synchronized void changed(String event, AtomicBoolean state, boolean now) {
        boolean before = state.getAndSet(now);
        if (before != now) {
            emit(event, Json.object().put("newState", state(now)).put("oldState", state(before)));
        }
    }

    private static String state(boolean connected) {
        return connected ? "CONNECTED" : "DISCONNECTED";
    }

    private String generateOffer(Arguments arguments) throws NegotiationException, RpcException {
        if (arguments.has("options")) {
            var options = arguments.json("options");
            if (!options.path("offerToReceiveAudio").asBoolean(true)
                    || !options.path("offerToReceiveVideo").asBoolean(true)) {
                throw ErrorType.NOT_IMPLEMENTED.with("The embedded media server always offers audio and video");
            }
        }
        String offer = peer.generateOffer();
        offerer = true;
        return withBandwidth(offer);
    }

    private String processOffer(String offer) throws NegotiationException, RpcException {
        if (offer.isEmpty()) {
            throw ErrorType.SDP_PARSE_ERROR.with("Empty offer not valid");
        }
        String answer = peer.processOffer(offer);
        negotiated();
        return answer;
    }

    private String processAnswer(String answer) throws NegotiationException, RpcException {
        if (answer.isEmpty()) {
            throw ErrorType.SDP_PARSE_ERROR.with("Empty answer not valid");
        }
        String local = peer.processAnswer(answer);
        negotiated();
        return withBandwidth(local);
    }

    /** A connection that needs no more than the descriptions is there before the session has started. */
    private void negotiated() {
        if (peer.state().connected()) {
            connectionState(true);
        }
        emit("MediaSessionStarted", Json.object());
    }

    private String remoteDescription() throws RpcException {
        try {
            return peer.remoteDescription();
        } catch (NegotiationException e) {
            throw ErrorType.SDP_END_POINT_NO_REMOTE_SDP_ERROR.with("No remote SDP");
        }
    }

    /** Kurento writes the limits of what it receives into its offers, never into its answers. */
    private String withBandwidth(String sdp) {
        if (!offerer) {
            return sdp;
        }
        return limited(limited(sdp, AUDIO_LINE, "maxAudioRecvBandwidth"), VIDEO_LINE, "maxVideoRecvBandwidth");
    }

    private String limited(String sdp, Pattern line, String property) {
        int kbps = property(property).asInt();
        Matcher matcher = line.matcher(sdp);
        return kbps > 0
                ? matcher.replaceAll(found -> Matcher.quoteReplacement(found.group() + "b=AS:" + kbps + "\r\n"))
                : sdp;
    }
}
