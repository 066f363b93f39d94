package io.mediary.instance;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.signal.Condition;

/** Readiness: Redis answers the heartbeat. Thread-safe. */
@ApplicationScoped
class RedisAnswers implements Condition {

    private final Heartbeat heartbeat;

    RedisAnswers(Heartbeat heartbeat) {
        this.heartbeat = heartbeat;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Optional<String> trouble() {
        return heartbeat.isAnswered() ? Optional.empty() : Optional.of("does not answer");
    }
}
