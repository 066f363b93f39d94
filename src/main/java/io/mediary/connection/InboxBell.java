package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.instance.Bell;

/** Requests wait for a connection's client: {@code inbox ID}. */
@ApplicationScoped
class InboxBell implements Bell {

    private final Connections connections;

    InboxBell(Connections connections) {
        this.connections = connections;
    }

    @Override
    public String type() {
        return "inbox";
    }

    @Override
    public void ring(String rest) {
        connections.find(rest).ifPresent(LocalConnection::inboxRang);
    }

    @Override
    public void resubscribed() {
        connections.all().stream().filter(connection -> connection.ref().isPresent())
                .forEach(LocalConnection::inboxRang);
    }
}
