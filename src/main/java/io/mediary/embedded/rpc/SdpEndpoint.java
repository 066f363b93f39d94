package io.mediary.embedded.rpc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mediary.embedded.engine.Element;
import io.mediary.embedded.engine.NegotiationException;

/**
 * Kurento's `SdpEndpoint` with `BaseRtpEndpoint`: one negotiation of session descriptions, bandwidths, and the states of
 * connection and media. Thread-safe.
 */
abstract class SdpEndpoint extends MediaElement {

    private static final Pattern AUDIO_LINE = Pattern.compile("(?m)^m=audio .*\\r\\n");
    private static final Pattern VIDEO_LINE = Pattern.compile("(?m)^m=video .*\\r\\n");

    private volatile boolean connected;
    private volatile boolean media;
    private volatile boolean offerer;

    SdpEndpoint(Creation creation, Element element) {
        super(creation, element);
        preset("maxAudioRecvBandwidth", 0);
        preset("maxVideoRecvBandwidth", 0);
        preset("minVideoRecvBandwidth", 100);
        preset("minVideoSendBandwidth", 100);
        preset("maxVideoSendBandwidth", 500);
        preset("mtu", 1200);
        preset("rembParams", Json.complex("RembParams"));
    }

    /** Makes the offer. */
    abstract String offer() throws NegotiationException;

    /** Answers an offer. */
    abstract String answer(String offer) throws NegotiationException;

    /** Takes the answer and tells the local description. */
    abstract String accept(String answer) throws NegotiationException;

    /** The local description. */
    abstract String local() throws NegotiationException;

    /** The description of the other side; fails before there is one. */
    abstract String remote() throws NegotiationException;

    /** Limits what the other side may send; kbps, 0 lifts the limit. */
    abstract void limitReceivedVideo(int kbps);

    @Override
    Object invoke(Operation operation, Arguments arguments, MediaSet set) throws RpcException {
        try {
            return switch (operation.name()) {
                case "generateOffer" -> generateOffer(arguments);
                case "processOffer" -> processOffer(arguments.text("offer"));
                case "processAnswer" -> processAnswer(arguments.text("answer"));
                case "getLocalSessionDescriptor" -> withBandwidth(local());
                case "getRemoteSessionDescriptor" -> remoteDescription();
                case "getConnectionState" -> state(connected);
                case "getMediaState" -> state(media);
                case "setMaxVideoRecvBandwidth" -> {
                    super.invoke(operation, arguments, set);
                    limitReceivedVideo(Math.max(0, arguments.number("maxVideoRecvBandwidth")));
                    yield null;
                }
                default -> super.invoke(operation, arguments, set);
            };
        } catch (NegotiationException e) {
            throw RpcException.of(e);
        }
    }

    /** The connection was made or lost. */
    final void connectionState(boolean now) {
        boolean before = connected;
        connected = now;
        changed("ConnectionStateChanged", before, now);
    }

    /** Media arrive, or have not arrived for a while. */
    final void mediaState(boolean now) {
        boolean before = media;
        media = now;
        changed("MediaStateChanged", before, now);
    }

    private void changed(String event, boolean before, boolean now) {
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
        String offer = offer();
        offerer = true;
        return withBandwidth(offer);
    }

    private String processOffer(String offer) throws NegotiationException, RpcException {
        if (offer.isEmpty()) {
            throw ErrorType.SDP_PARSE_ERROR.with("Empty offer not valid");
        }
        String answer = answer(offer);
        emit("MediaSessionStarted", Json.object());
        return answer;
    }

    private String processAnswer(String answer) throws NegotiationException, RpcException {
        if (answer.isEmpty()) {
            throw ErrorType.SDP_PARSE_ERROR.with("Empty answer not valid");
        }
        String local = accept(answer);
        emit("MediaSessionStarted", Json.object());
        return withBandwidth(local);
    }

    private String remoteDescription() throws RpcException {
        try {
            return remote();
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
