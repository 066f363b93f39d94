package io.mediary.connection;

import java.time.Duration;

/** Port: the wire of an event stream. Called on the stream's event loop. */
public interface EventSink {

    /**
     * Writes an event.
     *
     * @param cursor opaque; the client shows the last one when it comes again
     * @param data JSON; empty to move the cursor only
     * @return false where the wire is full: {@link EventStream#drained()} must follow before more is written
     */
    boolean write(String cursor, String data);

    /**
     * Ends the stream, and tells the client after how long it should come again; later calls have no effect.
     */
    void end(Duration retry);

    /** Ends the stream; later calls have no effect. */
    void close();
}
