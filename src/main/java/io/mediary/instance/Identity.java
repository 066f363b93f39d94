package io.mediary.instance;

/** Who this instance is, among those that share the Redis. */
public interface Identity {

    /** Random at each start, never reused: 12 lower-case letters and digits. */
    String id();
}
