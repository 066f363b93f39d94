package io.mediary.media.kurento;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.signal.Condition;

/** Readiness: this instance reaches a media server. Thread-safe. */
@ApplicationScoped
class ServersInReach implements Condition {

    private final MediaServers servers;

    ServersInReach(MediaServers servers) {
        this.servers = servers;
    }

    @Override
    public String name() {
        return "media servers";
    }

    @Override
    public Optional<String> trouble() {
        return servers.isReached() ? Optional.empty() : Optional.of("none is reached");
    }
}
