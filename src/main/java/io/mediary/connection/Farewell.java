package io.mediary.connection;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.instance.InstanceStopping;
import io.smallrye.mutiny.Multi;

/** Sends the clients to other instances when this one stops, and gives their records a full resume window. */
@ApplicationScoped
class Farewell {

    private static final Logger LOG = Logger.getLogger(Farewell.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Connections connections;

    Farewell(Connections connections) {
        this.connections = connections;
    }

    /** Blocks, not on an event loop, until all are gone or the patience is at its end. */
    void stop(@Observes InstanceStopping event) {
        connections.all().forEach(LocalConnection::restart);
        Multi.createFrom().ticks().every(LOOK).select().first(tick -> connections.size() > 0).collect().last()
                .ifNoItem().after(PATIENCE).recoverWithItem(() -> null).await().indefinitely();
        if (connections.size() > 0) {
            LOG.infof("%d connections are left to their resume windows", connections.size());
        }
    }
}
