package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.mediary.signal.Signals;
import io.quarkus.runtime.StartupEvent;

/** Shows how many sockets and event streams this instance holds. */
@ApplicationScoped
class ConnectionCount {

    private static final String NAME = "mediary.sockets";
    private static final String KIND = "kind";

    private final Connections connections;

    ConnectionCount(Connections connections) {
        this.connections = connections;
    }

    void start(@Observes StartupEvent event, Signals signals) {
        signals.gauge(NAME, () -> count(ClientConnection.class), KIND, "socket");
        signals.gauge(NAME, () -> count(EventStream.class), KIND, "stream");
    }

    private long count(Class<? extends LocalConnection> kind) {
        return connections.all().stream().filter(kind::isInstance).count();
    }
}
