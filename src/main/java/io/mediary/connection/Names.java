package io.mediary.connection;

/** Bounds of the words that name events, users and connections. */
final class Names {

    /** A class, subclass or type; the bar separates them in a connection's record. */
    static final String WORD = "[^|\\s]{1,64}";
    /** Longest id of an object or user, in characters. */
    static final int ID = 256;
    /** Longest body of an event or subscription, in characters of JSON. */
    static final int BODY = 65_536;

    private Names() {
    }
}
