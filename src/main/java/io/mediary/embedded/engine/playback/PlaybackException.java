package io.mediary.embedded.engine.playback;

import java.io.IOException;

/** A file that cannot be played: its reason, as a player tells it. */
public final class PlaybackException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why it cannot be played. */
    public enum Reason {
        /** It is not there, not allowed, or its uri is none. */
        INVALID_URI,
        /** The scheme is none that players know. */
        UNKNOWN_SCHEME,
        /** It is no media file that players know. */
        UNKNOWN_TYPE,
        /** What is in it cannot be sent. */
        UNKNOWN_CODEC,
        /** It broke off, or is damaged. */
        BROKEN
    }

    private final Reason reason;

    /** For a reason that people understand. */
    public PlaybackException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why it cannot be played. */
    public Reason reason() {
        return reason;
    }
}
