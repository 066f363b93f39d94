package io.mediary.connection;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.ConnectionConfig;
import io.mediary.event.Delivery;
import io.mediary.function.Authentication.Principal;
import io.mediary.function.Pipeline;
import io.mediary.store.Scripts;
import io.vertx.core.Vertx;

/** Makes the connections of sockets that have come. Thread-safe. */
@ApplicationScoped
public class ClientConnections {

    private final ConnectionParts parts;

    ClientConnections(Vertx vertx, ConnectionConfig config, ObjectMapper json, Scripts scripts, Pipeline pipeline,
            Delivery delivery, Connections connections, Admissions admissions, PositionWriter positions,
            Subscriptions subscriptions, Resync resync) {
        parts = new ConnectionParts(vertx, config, json, scripts, pipeline, delivery, connections, admissions,
                positions,
                subscriptions, resync);
    }

    /**
     * A socket has come; call on its event loop.
     *
     * @param loop runs on the socket's event loop, in order
     * @param who whom the handshake named; an empty name where nobody has to log in; empty: a login must come
     */
    public ClientConnection open(ClientSocket socket, Executor loop, Peer peer, Optional<Principal> who) {
        ClientConnection connection = new ClientConnection(parts, UUID.randomUUID().toString(), socket, loop, peer,
                who);
        parts.connections().added(connection);
        connection.opened();
        return connection;
    }
}
