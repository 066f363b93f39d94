package io.mediary.connection;

import java.time.Duration;
import java.util.Optional;

import io.mediary.store.NewRecord;

/** A connection whose socket or stream this instance holds. Thread-safe. */
public interface LocalConnection {

    /** The connection's id; it may become another one at login. */
    String id();

    /** Its record's epoch and id; empty until it has one. */
    Optional<NewRecord.ConnectionRef> ref();

    /** Its record is another socket's now: closes this one without touching the record. */
    void replaced();

    /** Its record is gone: closes it; with {@link CloseCode#NORMAL} for good. */
    void ended(CloseCode code);

    /**
     * The instance stops soon: tells the client when to come again, if it can be told.
     *
     * @param in how long it may stay
     */
    void reconnect(Duration in);

    /** The instance stops: closes it, with {@link CloseCode#RESTART}, as soon as all its commands in flight are answered. */
    void restart();

    /** The instance stops, and has no time for more: commands that come from now on are neither run nor answered. */
    void lastCall();

    /** Requests wait for its client. */
    void inboxRang();
}
