package io.mediary.embedded.engine;

import io.mediary.embedded.engine.playback.PlaybackException;

/**
 * Why a file is not played, in Kurento's terms.
 *
 * @param type `INVALID_URI` or `UNEXPECTED_ELEMENT_ERROR`
 * @param code the number that goes with it: GStreamer's, as Kurento passes it on
 * @param description for people
 */
public record PlayerFailure(String type, int code, String description) {

    private static final String ELEMENT = "UNEXPECTED_ELEMENT_ERROR";

    static PlayerFailure of(PlaybackException e) {
        return switch (e.reason()) {
            case INVALID_URI -> new PlayerFailure("INVALID_URI", 0, e.getMessage());
            case UNKNOWN_SCHEME -> element(12, e.getMessage());
            case UNKNOWN_TYPE -> element(4, e.getMessage());
            case UNKNOWN_CODEC -> element(6, e.getMessage());
            case BROKEN -> element(1, e.getMessage());
        };
    }

    static PlayerFailure element(int code, String description) {
        return new PlayerFailure(ELEMENT, code, "Error code " + code + ": " + description);
    }
}
