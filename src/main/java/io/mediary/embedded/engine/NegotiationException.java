package io.mediary.embedded.engine;

/** An SDP step that cannot be done; {@link #reason()} says which of Kurento's SDP errors it is. */
public final class NegotiationException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Kurento's SDP errors, with its codes. */
    public enum Reason {
        INVALID_SDP(40201),
        NO_LOCAL_SDP(40202),
        ALREADY_NEGOTIATED(40208),
        NO_OFFER(40209),
        ANSWER_ALREADY_PROCESSED(
                40210);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /** Kurento's number. */
        public int code() {
            return code;
        }
    }

    private final Reason reason;

    /** Makes the exception with the text that Kurento would send. */
    public NegotiationException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Which error it is. */
    public Reason reason() {
        return reason;
    }
}
