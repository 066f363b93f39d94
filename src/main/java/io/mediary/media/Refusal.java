package io.mediary.media;

/** Why a uri is not opened, for the log; callers are told no more than {@code unauthorized}. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
        super(reason, null, false, false);
    }
}
