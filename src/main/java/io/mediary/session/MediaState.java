package io.mediary.session;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.MediaKind;

/**
 * What is known of the media of a session now, kept beside its record by those who log the events that tell of changes:
 * {@code webrtc}, {@code ice}, {@code dtls}, {@code media}, and for each direction and kind {@code in.audio}.
 */
final class MediaState {

    private static final String CONNECTION = "webrtc";
    private static final List<String> DIRECTIONS = List.of("in", "out");

    private MediaState() {
    }

    /** The connection to the client. */
    static Map<String, String> connection(boolean up) {
        return Map.of(CONNECTION, status(up));
    }

    /** Media of a kind; incoming is from the client. */
    static Map<String, String> flow(MediaKind kind, boolean incoming, boolean flowing) {
        return Map.of(direction(incoming) + "." + kind.name().toLowerCase(Locale.ROOT), status(flowing));
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
            if (dot < 0) {
                description.put(name, value);
            } else {
                description.withObject("/" + name.substring(0, dot)).put(name.substring(dot + 1), value);
            }
        });
        return description;
    }
}
