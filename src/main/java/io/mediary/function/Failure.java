package io.mediary.function;

import io.mediary.signal.Outcome;

/**
 * The one exception by which anything in Mediary fails towards a caller. The pipeline turns it into a protocol answer;
 * it carries no stack trace because it is an answer, not an accident.
 */
public final class Failure extends RuntimeException implements Outcome {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    private Failure(ErrorCode code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    /** A failure whose text takes no detail. */
    public static Failure of(ErrorCode code) {
        return of(code, "");
    }

    /** A failure with the detail that its text has a place for: a field, a value, a command. */
    public static Failure of(ErrorCode code, String detail) {
        return new Failure(code, code.text(detail));
    }

    /** A failure whose text was made before: the reason for which an object ended. */
    public static Failure told(ErrorCode code, String text) {
        return new Failure(code, text);
    }

    /** Which error it is. */
    public ErrorCode code() {
        return code;
    }

    @Override
    public String outcome() {
        return code.wireName();
    }
}
