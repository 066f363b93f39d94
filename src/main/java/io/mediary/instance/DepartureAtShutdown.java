package io.mediary.instance;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import org.eclipse.microprofile.health.Readiness;

import io.quarkus.smallrye.health.runtime.ShutdownReadinessCheck;

/**
 * The moment for the orderly end. Quarkus closes its HTTP server before it fires its shutdown event, so that nobody who hears of that can still answer a client. But first of all
 * it tells its readiness check, and goes on when that has heard it.
 */
@Readiness
@Alternative
@Priority(1)
@ApplicationScoped
public class DepartureAtShutdown extends ShutdownReadinessCheck {

    private final Departure departure;

    DepartureAtShutdown(Departure departure) {
        this.departure = departure;
    }

    /** Readiness is down at once; returns when this instance may end. */
    @Override
    public void shutdown() {
        super.shutdown();
        departure.leave();
    }
}
