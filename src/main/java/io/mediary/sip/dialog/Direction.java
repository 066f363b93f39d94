package io.mediary.sip.dialog;

import java.util.Locale;
import java.util.Optional;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Which way media flow, as one end sees it (RFC 8866, section 6.7). */
@RegisterForReflection
public enum Direction {

    /** Both ways. */
    SENDRECV(true, true),
    /** That end sends alone: it holds the other one. */
    SENDONLY(true, false),
    /** That end receives alone: it is held. */
    RECVONLY(false, true),
    /** Nothing flows. */
    INACTIVE(false, false);

    private final boolean sends;
    private final boolean receives;

    Direction(boolean sends, boolean receives) {
        this.sends = sends;
        this.receives = receives;
    }

    /** Whether that end sends. */
    public boolean sends() {
        return sends;
    }

    /** Whether that end receives. */
    public boolean receives() {
        return receives;
    }

    /** The other end's view. */
    public Direction reversed() {
        return of(receives, sends);
    }

    /** What both allow. */
    public Direction and(Direction other) {
        return of(sends && other.sends, receives && other.receives);
    }

    /** By what that end does. */
    public static Direction of(boolean sends, boolean receives) {
        if (sends) {
            return receives ? SENDRECV : SENDONLY;
        }
        return receives ? RECVONLY : INACTIVE;
    }

    /** The direction that an SDP line says; empty for any other line. */
    static Optional<Direction> ofLine(String line) {
        for (Direction direction : values()) {
            if (line.equals(direction.line())) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    /** As it stands in SDP. */
    String line() {
        return "a=" + name().toLowerCase(Locale.ROOT);
    }
}
