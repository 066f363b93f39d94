package io.mediary.media;

import java.util.Optional;
import java.util.Set;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/** The names of the one backend that there is, for sessions and rooms. Thread-safe: only pure functions. */
public final class Backend {

    /** What {@code get_info} says. */
    public static final String NAME = "nkmedia_kms";

    /** What it says of a session that no media server carries. */
    public static final String NONE = "p2p";

    private static final Set<String> NAMES = Set.of(NAME, "kurento");

    private Backend() {
    }

    /** Fails with {@code unknown_backend} where another one is asked for. */
    public static void check(Optional<String> asked) {
        if (asked.isPresent() && !NAMES.contains(asked.get())) {
            throw Failure.of(ErrorCode.UNKNOWN_BACKEND);
        }
    }

    /** The same for a session that no media server carries. */
    public static void checkNone(Optional<String> asked) {
        if (asked.isPresent() && !NONE.equals(asked.get())) {
            throw Failure.of(ErrorCode.UNKNOWN_BACKEND);
        }
    }
}
