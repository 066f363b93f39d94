package io.mediary.connection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.ConnectionConfig;
import io.mediary.event.Delivery;
import io.mediary.event.LogPosition;
import io.mediary.event.Subscription;
import io.mediary.function.Authentication.Principal;
import io.smallrye.mutiny.Uni;

/** Makes event streams. Thread-safe. */
@ApplicationScoped
public class EventStreams {

    /** What each stream works with. */
    record Parts(ConnectionConfig config, Delivery delivery, Connections connections, Admissions admissions,
            Resync resync) {
    }

    private final Parts parts;

    EventStreams(ConnectionConfig config, Delivery delivery, Connections connections, Admissions admissions,
            Resync resync) {
        parts = new Parts(config, delivery, connections, admissions, resync);
    }

    /**
     * Begins a stream, or goes on with one.
     *
     * @param loop runs on the stream's event loop, in order
     * @param who whose events; an empty name: anonymous, or the resumed stream's
     * @param cursor where the client stands
     * @return completes on the loop when events flow; fails with {@code invalid_session_id} where the cursor is another
     *         user's
     */
    public Uni<EventStream> open(EventSink sink, Executor loop, Peer peer, Principal who, Subscription subscription,
            Optional<EventCursor> cursor) {
        String id = UUID.randomUUID().toString();
        return parts.admissions().admit(id, cursor.map(EventCursor::connection), who, peer).emitOn(loop)
                .chain(record -> {
                    Map<Integer, LogPosition> from = cursor.map(EventCursor::positions).orElse(Map.of());
                    Admission admission = new Admission(record.ref(), record.principal(), List.of(subscription), from);
                    EventStream stream = new EventStream(parts, admission, sink, loop);
                    parts.connections().admitted(stream, stream.id());
                    return parts.admissions().attach(stream, admission).emitOn(loop).map(attached -> {
                        Map<Integer, LogPosition> start = new HashMap<>(from);
                        start.putAll(parts.delivery().positions(stream.id()));
                        stream.flow(start);
                        return stream;
                    }).onFailure().invoke(stream::closed);
                });
    }
}
