package io.mediary.session;

import java.util.Optional;
import java.util.Set;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/** The names of the one backend that there is. */
final class Backend {

    /** What {@code get_info} says. */
    static final String NAME = "nkmedia_kms";

    /** What it says of a session that no backend carries. */
    static final String NONE = "p2p";

    private static final Set<String> NAMES = Set.of(NAME, "kurento");

    private Backend() {
    }

    /** Fails with {@code unknown_backend} where another one is asked for. */
    static void check(Optional<String> asked) {
        if (asked.isPresent() && !NAMES.contains(asked.get())) {
            throw Failure.of(ErrorCode.UNKNOWN_BACKEND);
        }
    }
}
