package io.mediary.relay;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.mediary.config.KurentoConfig;
import io.mediary.config.RelayConfig;
import io.mediary.config.StoreConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Sees to it that nobody who has entered a relay is taken for gone while the command that entered is still under way. */
@ApplicationScoped
public class RelayTimes {

    /**
     * A wrong setting is told at the start, not when somebody hears nothing.
     *
     * @throws ConfigurationException where {@code mediary.relay.check} is too short
     */
    void start(@Observes StartupEvent event, RelayConfig relay, StoreConfig store, KurentoConfig kurento) {
        check(relay.check(), relay.timeout().plus(store.acquireTimeout()).plus(kurento.requestTimeout()));
    }

    /** @param command how long it may take from the entering to the commit */
    static void check(Duration check, Duration command) {
        if (check.multipliedBy(2).compareTo(command) <= 0) {
            throw new ConfigurationException("mediary.relay.check (" + check
                    + ") must be longer than half of mediary.relay.timeout, mediary.store.acquire-timeout and "
                    + "mediary.kurento.request-timeout together (" + command
                    + "): a session that is just joining would be taken out of its relay");
        }
    }
}
