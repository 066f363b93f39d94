package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.instance.Bell;

/** A connection has ended: {@code ended ID WHY}; it was stopped, or its resume window passed unseen. */
@ApplicationScoped
class EndedBell implements Bell {

    private final Connections connections;

    EndedBell(Connections connections) {
        this.connections = connections;
    }

    @Override
    public String type() {
        return "ended";
    }

    @Override
    public void ring(String rest) {
        String[] words = rest.split(" ");
        connections.find(words[0])
                .ifPresent(connection -> connection
                        .ended(words[1].equals("stop") ? CloseCode.NORMAL : CloseCode.TRY_LATER));
    }
}
