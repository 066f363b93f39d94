package io.mediary.instance;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.mediary.signal.Condition;

/** Readiness: this instance has not been told to stop. Thread-safe. */
@ApplicationScoped
class NotStopping implements Condition {

    private volatile boolean stopping;

    void stop(@Observes InstanceStopping event) {
        stopping = true;
    }

    @Override
    public String name() {
        return "instance";
    }

    @Override
    public Optional<String> trouble() {
        return stopping ? Optional.of("is stopping") : Optional.empty();
    }
}
