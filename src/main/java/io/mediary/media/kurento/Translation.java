package io.mediary.media.kurento;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.kurento.client.ConnectionStateChangedEvent;
import org.kurento.client.DtlsConnectionStateChangeEvent;
import org.kurento.client.ErrorEvent;
import org.kurento.client.Event;
import org.kurento.client.IceCandidateFoundEvent;
import org.kurento.client.IceComponentStateChangedEvent;
import org.kurento.client.IceGatheringDoneEvent;
import org.kurento.client.MediaFlowInStateChangedEvent;
import org.kurento.client.MediaFlowOutStateChangedEvent;
import org.kurento.client.MediaStateChangedEvent;

import com.google.gson.JsonObject;

import io.mediary.media.Candidate;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaKind;

/**
 * Kurento's events in the domain's words. Stateless: what repeats or only confirms is left out by {@link SessionState}.
 */
final class Translation {

    /** What every endpoint is asked to tell. */
    static final List<Class<? extends Event>> OF_ENDPOINTS = List.of(ConnectionStateChangedEvent.class,
            MediaStateChangedEvent.class, MediaFlowInStateChangedEvent.class, MediaFlowOutStateChangedEvent.class,
            ErrorEvent.class);

    /** What endpoints for WebRTC are asked to tell beside. */
    static final List<Class<? extends Event>> OF_WEBRTC = List.of(IceCandidateFoundEvent.class,
            IceGatheringDoneEvent.class, IceComponentStateChangedEvent.class, DtlsConnectionStateChangeEvent.class);

    private static final Map<String, Translator> TRANSLATORS = Map.of(
            MediaTransaction.name(IceCandidateFoundEvent.class), Translation::candidate,
            MediaTransaction.name(IceGatheringDoneEvent.class),
            (session, data) -> Optional.of(new MediaEvent.GatheringDone(session)),
            MediaTransaction.name(IceComponentStateChangedEvent.class), Translation::ice,
            MediaTransaction.name(DtlsConnectionStateChangeEvent.class),
            (session, data) -> state(session, SessionState.DTLS, data, "state"),
            MediaTransaction.name(MediaStateChangedEvent.class),
            (session, data) -> state(session, SessionState.MEDIA, data, "newState"),
            MediaTransaction.name(ConnectionStateChangedEvent.class),
            (session, data) -> Optional.of(new MediaEvent.ConnectionChanged(session, isConnected(data))),
            MediaTransaction.name(MediaFlowInStateChangedEvent.class), (session, data) -> flow(session, data, false),
            MediaTransaction.name(MediaFlowOutStateChangedEvent.class), (session, data) -> flow(session, data, true),
            MediaTransaction.name(ErrorEvent.class), Translation::error);

    private Translation() {
    }

    /**
     * The event, unless it means nothing here.
     *
     * @param type the event's name on the wire
     * @throws RuntimeException where the data is not what Kurento sends
     */
    static Optional<MediaEvent> translate(String session, String type, JsonObject data) {
        Translator translator = TRANSLATORS.get(type);
        return translator == null ? Optional.empty() : translator.translate(session, data);
    }

    /** With rtcp-mux there is one component, yet each candidate is announced for two. */
    private static Optional<MediaEvent> candidate(String session, JsonObject data) {
        JsonObject candidate = data.getAsJsonObject("candidate");
        String text = candidate.get("candidate").getAsString();
        String[] parts = text.split(" ", 3);
        if (parts.length > 1 && !"1".equals(parts[1])) {
            return Optional.empty();
        }
        return Optional.of(new MediaEvent.CandidateFound(session, new Candidate(candidate.get("sdpMid").getAsString(),
                candidate.get("sdpMLineIndex").getAsInt(), text)));
    }

    private static Optional<MediaEvent> ice(String session, JsonObject data) {
        return data.get("componentId").getAsInt() == 1
                ? state(session, SessionState.ICE, data, "state")
                : Optional.empty();
    }

    private static Optional<MediaEvent> state(String session, String subject, JsonObject data, String property) {
        return Optional.of(new MediaEvent.StateChanged(session, subject,
                data.get(property).getAsString().toLowerCase(Locale.ROOT)));
    }

    private static boolean isConnected(JsonObject data) {
        return "CONNECTED".equals(data.get("newState").getAsString());
    }

    /** What comes out of the endpoint into the pipeline comes from the client. */
    private static Optional<MediaEvent> flow(String session, JsonObject data, boolean incoming) {
        MediaKind kind = MediaKind.valueOf(data.get("mediaType").getAsString());
        return Optional.of(new MediaEvent.FlowChanged(session, kind, incoming,
                "FLOWING".equals(data.get("state").getAsString())));
    }

    private static Optional<MediaEvent> error(String session, JsonObject data) {
        return Optional.of(new MediaEvent.Failed(session,
                data.get("type").getAsString() + ": " + data.get("description").getAsString()));
    }

    private interface Translator {

        Optional<MediaEvent> translate(String session, JsonObject data);
    }
}
