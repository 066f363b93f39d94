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

    /** Fails with {@code unknown_backend} where another one is asked for than the one that carries such sessions. */
    static void check(Optional<String> asked, boolean carried) {
        boolean known = asked.isEmpty() || (carried ? NAMES.contains(asked.get()) : NONE.equals(asked.get()));
        if (!known) {
            throw Failure.of(ErrorCode.UNKNOWN_BACKEND);
        }
    }
}
