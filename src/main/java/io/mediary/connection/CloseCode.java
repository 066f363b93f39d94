package io.mediary.connection;

/** Why the server closes a socket: codes of RFC 6455, section 7.4.1, and of its registry. */
public enum CloseCode {

    /** Everything is said; the connection is over. */
    NORMAL(1000),
    /** Another socket resumed the connection, or the token has expired. */
    POLICY(1008),
    /** A message was longer than anyone reads. */
    TOO_BIG(1009),
    /** This instance stops; come to another. All commands that have been run are answered: what has no answer has not been run. */
    RESTART(1012),
    /** The client does not read or answer; come again and resume. */
    TRY_LATER(1013);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    /** The number that goes over the wire. */
    public int code() {
        return code;
    }
}
