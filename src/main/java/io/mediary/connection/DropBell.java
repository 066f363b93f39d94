package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.instance.Bell;

/** Another socket has taken a connection over: {@code drop ID EPOCH}. */
@ApplicationScoped
class DropBell implements Bell {

    private final Connections connections;

    DropBell(Connections connections) {
        this.connections = connections;
    }

    @Override
    public String type() {
        return "drop";
    }

    @Override
    public void ring(String rest) {
        String[] words = rest.split(" ");
        connections.find(words[0])
                .filter(connection -> connection.ref().filter(ref -> ref.epoch() < Long.parseLong(words[1]))
                        .isPresent())
                .ifPresent(LocalConnection::replaced);
    }
}
