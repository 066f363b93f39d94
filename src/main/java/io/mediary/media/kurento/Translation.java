package io.mediary.media.kurento;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.kurento.client.ConnectionStateChangedEvent;
import org.kurento.client.DtlsConnectionStateChangeEvent;
import org.kurento.client.EndOfStreamEvent;
import org.kurento.client.ErrorEvent;
import org.kurento.client.Event;
import org.kurento.client.IceCandidateFoundEvent;
import org.kurento.client.IceComponentStateChangedEvent;
import org.kurento.client.IceGatheringDoneEvent;
import org.kurento.client.MediaFlowInStateChangedEvent;
import org.kurento.client.MediaFlowOutStateChangedEvent;
import org.kurento.client.MediaStateChangedEvent;
import org.kurento.client.PausedEvent;
import org.kurento.client.RecordingEvent;
import org.kurento.client.StoppedEvent;

import com.google.gson.JsonObject;

import io.mediary.media.Candidate;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvent.RecorderChanged.State;
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

    /** What players are asked to tell. */
    static final List<Class<? extends Event>> OF_PLAYERS = List.of(EndOfStreamEvent.class, ErrorEvent.class,
            MediaFlowOutStateChangedEvent.class);

    /** What recorders are asked to tell. */
    static final List<Class<? extends Event>> OF_RECORDERS = List.of(RecordingEvent.class, PausedEvent.class,
            StoppedEvent.class, ErrorEvent.class);

    private static final String PLAYER = "PlayerEndpoint";
    private static final String RECORDER = "RecorderEndpoint";

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

    private static final Map<String, Companion> PLAYERS = Map.of(
            MediaTransaction.name(EndOfStreamEvent.class),
            (session, player, data) -> new MediaEvent.PlayerEnded(session, player),
            MediaTransaction.name(ErrorEvent.class), Translation::playerError);

    private static final Map<String, Companion> RECORDERS = Map.of(
            MediaTransaction.name(RecordingEvent.class), recorder(State.RECORDING),
            MediaTransaction.name(PausedEvent.class), recorder(State.PAUSED),
            MediaTransaction.name(StoppedEvent.class), recorder(State.STOPPED),
            MediaTransaction.name(ErrorEvent.class),
            (session, recorder, data) -> new MediaEvent.RecorderFailed(session, recorder, text(data)));

    private Translation() {
    }

    /** What an element of this id is asked to tell; nothing for one that has nothing to tell. */
    static List<Class<? extends Event>> eventsOf(String element) {
        return switch (Elements.type(element)) {
            case "WebRtcEndpoint" -> Stream.concat(OF_ENDPOINTS.stream(), OF_WEBRTC.stream()).toList();
            case "RtpEndpoint" -> OF_ENDPOINTS;
            case PLAYER -> OF_PLAYERS;
            case RECORDER -> OF_RECORDERS;
            default -> List.of();
        };
    }

    /**
     * The event, unless it means nothing here.
     *
     * @param element the id of the element that tells it
     * @param type the event's name on the wire
     * @throws RuntimeException where the data is not what Kurento sends
     */
    static Optional<MediaEvent> translate(String session, String element, String type, JsonObject data) {
        Map<String, Companion> companions = switch (Elements.type(element)) {
            case PLAYER -> PLAYERS;
            case RECORDER -> RECORDERS;
            default -> null;
        };
        if (companions != null) {
            return Optional.ofNullable(companions.get(type))
                    .map(companion -> companion.translate(session, element, data));
        }
        Translator translator = TRANSLATORS.get(type);
        return translator == null ? Optional.empty() : translator.translate(session, data);
    }

    /** Whether it says that media comes out of a player. */
    static boolean isPlaying(String element, String type, JsonObject data) {
        return PLAYER.equals(Elements.type(element))
                && MediaTransaction.name(MediaFlowOutStateChangedEvent.class).equals(type) && isFlowing(data);
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
                isFlowing(data)));
    }

    private static boolean isFlowing(JsonObject data) {
        return "FLOWING".equals(data.get("state").getAsString());
    }

    private static Optional<MediaEvent> error(String session, JsonObject data) {
        return Optional.of(new MediaEvent.Failed(session, text(data)));
    }

    /** Whether the file was open is known by {@link CompanionState}, but for what says that it was not. */
    private static MediaEvent playerError(String session, String player, JsonObject data) {
        boolean possible = !"INVALID_URI".equals(data.get("type").getAsString());
        return new MediaEvent.PlayerFailed(session, player, text(data), possible);
    }

    private static Companion recorder(State state) {
        return (session, recorder, data) -> new MediaEvent.RecorderChanged(session, recorder, state);
    }

    private static String text(JsonObject error) {
        return error.get("type").getAsString() + ": " + error.get("description").getAsString();
    }

    /** Of players and recorders. */
    private interface Companion {

        MediaEvent translate(String session, String element, JsonObject data);
    }

    private interface Translator {

        Optional<MediaEvent> translate(String session, JsonObject data);
    }
}
