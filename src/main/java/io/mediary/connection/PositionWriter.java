package io.mediary.connection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.ConnectionConfig;
import io.mediary.event.Delivery;
import io.mediary.event.LogPosition;
import io.mediary.store.NewRecord.ConnectionRef;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Writes the positions up to which clients have acknowledged into their connections' records: those of a short time
 * together, and only what has changed. What was not written is delivered again after a resume. Thread-safe.
 */
@ApplicationScoped
public class PositionWriter {

    private static final Logger LOG = Logger.getLogger(PositionWriter.class);

    private final Vertx vertx;
    private final ConnectionConfig config;
    private final Delivery delivery;
    private final ConnectionRecords records;
    private final Connections connections;
    private final Set<LocalConnection> changed = ConcurrentHashMap.newKeySet();
    private final Map<LocalConnection, Map<Integer, LogPosition>> written = new ConcurrentHashMap<>();
    private final AtomicBoolean armed = new AtomicBoolean();

    PositionWriter(Vertx vertx, ConnectionConfig config, Delivery delivery, ConnectionRecords records,
            Connections connections) {
        this.vertx = vertx;
        this.config = config;
        this.delivery = delivery;
        this.records = records;
        this.connections = connections;
    }

    /** A client has acknowledged something. */
    void changed(LocalConnection connection) {
        changed.add(connection);
        if (armed.compareAndSet(false, true)) {
            vertx.setTimer(config.savePositionsAfter().toMillis(), timer -> {
                armed.set(false);
                flush();
            });
        }
    }

    /** The connection is gone from here. */
    void removed(LocalConnection connection) {
        changed.remove(connection);
        written.remove(connection);
    }

    private void flush() {
        Set<LocalConnection> now = Set.copyOf(changed);
        changed.removeAll(now);
        Multi.createFrom().iterable(now).onItem().transformToUni(this::write).merge(16).subscribe().with(done -> {
        }, failure -> LOG.error("positions could not be written", failure));
    }

    private Uni<Void> write(LocalConnection connection) {
        return connection.ref().map(ref -> {
            Map<Integer, LogPosition> positions = new HashMap<>(delivery.positions(ref.id()));
            Map<Integer, LogPosition> before = written.getOrDefault(connection, Map.of());
            Map<Integer, LogPosition> news = new HashMap<>(positions);
            news.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
            if (news.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return records.save(ref, news).call(held -> {
                if (held) {
                    written.put(connection, positions);
                    if (connections.find(ref.id()).filter(connection::equals).isEmpty()) {
                        removed(connection);
                    }
                    return Uni.createFrom().voidItem();
                }
                return judged(connection, ref);
            }).onFailure().invoke(failure -> LOG.debugf("positions of %s wait: %s", ref.id(), failure.getMessage()))
                    .onFailure().recoverWithNull().replaceWithVoid();
        }).orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** One that another socket has goes at once; one whose record Redis has lost goes with {@link ResumeWindows}, after it was told what it has lost. */
    private Uni<Void> judged(LocalConnection connection, ConnectionRef ref) {
        return records.push(List.of(ref)).invoke(pushed -> {
            if (pushed.taken().contains(ref.id())) {
                connection.replaced();
            }
        }).replaceWithVoid();
    }
}
