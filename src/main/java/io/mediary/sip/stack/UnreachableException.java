package io.mediary.sip.stack;

/** There is no way to an address: its name is unknown, or the gateway does not have its transport. */
public final class UnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param why for the log */
    public UnreachableException(String why) {
        super(why);
    }
}
