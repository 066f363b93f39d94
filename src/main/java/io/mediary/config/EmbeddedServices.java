package io.mediary.config;

import java.net.URI;
import java.util.Optional;

/**
 * The embedded stand-ins for what is not configured. A bean of this type exists only where the embedded parts are in the
 * package: inject `Instance<EmbeddedServices>`. Thread-safe. Each method starts its service when it is first called and
 * blocks until that is up: call it at start, never on an event loop.
 */
public interface EmbeddedServices {

    /**
     * The address of the embedded Redis; empty where the embedded services are switched off.
     *
     * @throws IllegalStateException where it cannot be started
     */
    Optional<URI> redis();

    /**
     * The WebSocket address of the embedded media server; empty where the embedded services are switched off.
     *
     * @throws IllegalStateException where it cannot be started
     */
    Optional<URI> kurento();
}
