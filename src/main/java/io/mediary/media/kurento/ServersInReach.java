package io.mediary.media.kurento;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.signal.Condition;

/**
 * Told with readiness: this instance reaches a media server. While none is reached clients can resume, hear what became of their sessions, and are
 * answered {@code no_mediaserver}; where all instances left the balancer together, they would hear nothing. Thread-safe.
 */
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

    @Override
    public boolean decides() {
        return false;
    }
}
