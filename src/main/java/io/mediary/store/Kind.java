package io.mediary.store;

/** The kinds of records, with the part of the key that names them. */
public enum Kind {
    SESSION("s"),
    ROOM("r"),
    CALL("c"),
    RECORDING("rec"),
    /** What carries a session's media to another media server. */
    RELAY("relay");

    private final String key;

    Kind(String key) {
        this.key = key;
    }

    /** Whether its records are somebody's, who has them listed. */
    boolean isOwned() {
        return this != RELAY;
    }

    /** As in {@code mediary:{N}:s:ID}. */
    public String key() {
        return key;
    }
}
