package io.mediary.session;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.MediaKind;

/**
 * What is known of the media of a session now, kept beside its record by those who log the events that tell of changes:
 * {@code webrtc}, {@code ice}, {@code dtls}, {@code media}, and for each direction and kind {@code in.audio}.
 */
final class MediaState {

    private static final String CONNECTION = "webrtc";
    private static final String GATHERED = "gathered";
    private static final List<String> DIRECTIONS = List.of("in", "out");

    private MediaState() {
    }

    /** The connection to the client. */
    static Map<String, String> connection(boolean up) {
        return Map.of(CONNECTION, status(up));
    }

    /** Media of a kind; incoming is from the client. */
    static Map<String, String> flow(MediaKind kind, boolean incoming, boolean flowing) {
        return Map.of(flowName(kind, incoming), status(flowing));
    }

    private static String flowName(MediaKind kind, boolean incoming) {
        return direction(incoming) + "." + kind.name().toLowerCase(Locale.ROOT);
    }

    /** All of the media server's candidates were told. Shown to nobody. */
    static Map<String, String> gathered() {
        return Map.of(GATHERED, "done");
    }

    /** Whether {@link #gathered} was noted. */
    static boolean isGathered(Map<String, String> state) {
        return state.containsKey(GATHERED);
    }

    /** Whether the connection to the client was told to be up; empty where nothing was told of it. */
    static Optional<Boolean> isConnected(Map<String, String> state) {
        return Optional.ofNullable(state.get(CONNECTION)).map(status(true)::equals);
    }

    /** Whether media of a kind was told to flow. */
    static boolean flows(Map<String, String> state, MediaKind kind, boolean incoming) {
        return status(true).equals(state.get(flowName(kind, incoming)));
    }

    /** {@code up} or {@code down}. */
    static String status(boolean up) {
        return up ? "up" : "down";
    }

    /** {@code in}: from the client. */
    static String direction(boolean incoming) {
        return incoming ? DIRECTIONS.get(0) : DIRECTIONS.get(1);
    }

    /** As {@code get_info} shows it: the flows gathered by direction. */
    static ObjectNode describe(Map<String, String> state) {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        state.forEach((name, value) -> {
            int dot = name.indexOf('.');
            if (name.equals(GATHERED)) {
                return;
            }
            if (dot < 0) {
                description.put(name, value);
            } else {
                description.withObject("/" + name.substring(0, dot)).put(name.substring(dot + 1), value);
            }
        });
        return description;
    }
}
