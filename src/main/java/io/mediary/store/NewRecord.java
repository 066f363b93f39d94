package io.mediary.store;

import java.util.List;
import java.util.Optional;

/**
 * A record to be made. It comes into being under a lease of its maker, with a deadline {@code creating} (15 s) that
 * {@link Records#commit} with {@link Change#created} removes.
 *
 * @param kind of the record
 * @param id of the record; for one that a connection makes, an id of the connection's partition ({@link Partition#newId})
 * @param user its owner
 * @param doc JSON
 * @param connection the API connection that makes it: it ends with the connection. Written in the same script: the
 *            record's name into the connection's set of objects, and {@code subscription}
 * @param subscription JSON of the connection's subscription to the new object: kept with the connection, and the
 *            instance enters the object's watchers
 * @param events to log at once
 * @param guest somebody else makes it for its owner, in whose number of objects it does not count
 */
public record NewRecord(Kind kind, String id, String user, String doc, Optional<ConnectionRef> connection,
        Optional<String> subscription, List<LogEntry> events, boolean guest) {

    /** One that counts in the number of its owner's objects. */
    public NewRecord(Kind kind, String id, String user, String doc, Optional<ConnectionRef> connection,
            Optional<String> subscription, List<LogEntry> events) {
        this(kind, id, user, doc, connection, subscription, events, false);
    }

    /**
     * @param id of the connection
     * @param epoch of its socket: an older one is refused
     */
    public record ConnectionRef(String id, long epoch) {
    }
}
