package io.mediary.media.kurento;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/** A request went out and no answer came: whether it was executed is not known. */
final class UnansweredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    UnansweredException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What a caller is told. */
    Failure failure() {
        return Failure.of(code);
    }
}
