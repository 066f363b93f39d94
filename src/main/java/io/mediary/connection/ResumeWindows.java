package io.mediary.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.ConnectionConfig;
import io.mediary.store.NewRecord.ConnectionRef;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Keeps the connections of this instance from ending: every third of the resume window it pushes their deadlines
 * forward, all together. Thread-safe.
 */
@ApplicationScoped
public class ResumeWindows {

    private static final Logger LOG = Logger.getLogger(ResumeWindows.class);

    /** Redis has perhaps come back empty just now: what the client is told about that comes before its end. */
    private static final long LAST_WORDS_MILLIS = 1000;

    private final Vertx vertx;
    private final Duration window;
    private final Connections connections;
    private final ConnectionRecords records;
    private final PositionWriter positions;
    private volatile boolean pushing;
    private volatile Optional<Long> timer = Optional.empty();

    ResumeWindows(Vertx vertx, ConnectionConfig config, Connections connections, ConnectionRecords records,
            PositionWriter positions) {
        this.vertx = vertx;
        this.window = config.resumeWindow();
        this.connections = connections;
        this.records = records;
        this.positions = positions;
    }

    void start(@Observes StartupEvent event) {
        timer = Optional.of(vertx.setPeriodic(Math.max(1, window.toMillis() / 3), id -> tick()));
    }

    void stop(@Observes ShutdownEvent event) {
        timer.ifPresent(vertx::cancelTimer);
    }

    /** Pushes one connection's window at once; false where this instance does not hold it. */
    Uni<Boolean> push(ConnectionRef ref) {
        return records.push(List.of(ref)).map(pushed -> pushed.gone().isEmpty() && pushed.taken().isEmpty());
    }

    private void tick() {
        if (pushing) {
            return;
        }
        pushing = true;
        Collection<LocalConnection> all = connections.all();
        // Positions move without acknowledgements too, over what is for others; and an old one would be trimmed past.
        all.stream().filter(ClientConnection.class::isInstance).forEach(positions::changed);
        Map<ConnectionRef, LocalConnection> held = all.stream().filter(connection -> connection.ref().isPresent())
                .collect(Collectors.toMap(connection -> connection.ref().orElseThrow(), Function.identity(),
                        (a, b) -> b));
        records.push(held.keySet()).subscribe().with(pushed -> {
            pushing = false;
            held.forEach((ref, connection) -> {
                if (pushed.taken().contains(ref.id())) {
                    connection.replaced();
                } else if (pushed.gone().contains(ref.id())) {
                    vertx.setTimer(LAST_WORDS_MILLIS, last -> connection.ended(CloseCode.TRY_LATER));
                }
            });
        }, failure -> {
            pushing = false;
            LOG.warnf("%d connections could not be kept: %s", held.size(), failure.getMessage());
        });
    }
}
