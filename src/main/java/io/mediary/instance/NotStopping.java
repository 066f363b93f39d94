package io.mediary.instance;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.signal.Condition;

/** Readiness: this instance has not been told to stop. Thread-safe. */
@ApplicationScoped
class NotStopping implements Condition {

    private final Presence presence;

    NotStopping(Presence presence) {
        this.presence = presence;
    }

    @Override
    public String name() {
        return "instance";
    }

    @Override
    public Optional<String> trouble() {
        return presence.leaving() ? Optional.of("is stopping") : Optional.empty();
    }
}
