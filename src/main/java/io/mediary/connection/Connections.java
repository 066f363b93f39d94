package io.mediary.connection;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.store.NewRecord.ConnectionRef;

/** The connections whose sockets and streams this instance holds, by id. Thread-safe. */
@ApplicationScoped
public class Connections {

    private final Map<String, LocalConnection> connections = new ConcurrentHashMap<>();

    /**
     * A live connection of this instance that has its record: what makes an object belong to it. The partition that its
     * objects should lie in is {@code Partition.of(id)}.
     */
    public Optional<ConnectionRef> ref(String id) {
        return find(id).flatMap(LocalConnection::ref);
    }

    /** A connection of this instance, with its record or before it. */
    public Optional<LocalConnection> find(String id) {
        return Optional.ofNullable(connections.get(id));
    }

    /** Whether a connection is of this instance, and a gateway's: what is bounded for a client is not for what serves many. */
    public boolean isGateway(String id) {
        return socket(Optional.of(id)).filter(connection -> connection.peer().isGateway()).isPresent();
    }

    /** A socket's connection, as the functions that act on their caller's connection need it. */
    Optional<ClientConnection> socket(Optional<String> id) {
        return id.flatMap(this::find).filter(ClientConnection.class::isInstance).map(ClientConnection.class::cast);
    }

    /** All of them, at this moment. */
    public Collection<LocalConnection> all() {
        return List.copyOf(connections.values());
    }

    /** How many there are. */
    public int size() {
        return connections.size();
    }

    /** A socket or stream has come; it has no record yet. */
    void added(LocalConnection connection) {
        connections.put(connection.id(), connection);
    }

    /** It has its record, perhaps under another id than before; a former holder here is told. */
    void admitted(LocalConnection connection, String firstId) {
        if (!firstId.equals(connection.id())) {
            connections.remove(firstId, connection);
        }
        LocalConnection former = connections.put(connection.id(), connection);
        if (former != null && former != connection) {
            former.replaced();
        }
    }

    /** It is gone from here. */
    void removed(LocalConnection connection) {
        connections.remove(connection.id(), connection);
    }
}
