package io.mediary.config;

import java.util.Set;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The ranges of settings that are whole numbers; outside of them the instance does not start. Not by annotations: for these Quarkus makes
 * a validator of its own at every start, which costs a third of it ({@code docs/fast-start.md}).
 */
@ApplicationScoped
public class WholeNumbers {

    private static final int BEFORE_THE_OTHERS = 1;
    private static final int LAST_PORT = 65_535;

    /** @throws ConfigurationException where a number is out of its range */
    void check(@Observes @Priority(BEFORE_THE_OTHERS) StartupEvent event, KurentoConfig kurento,
            EmbeddedConfig embedded) {
        within("mediary.kurento.capacity", kurento.capacity(), 0, 1_000_000);
        within("mediary.kurento.lines", kurento.lines(), 1, 16);
        within("mediary.kurento.requests-in-flight", kurento.requestsInFlight(), 1, 10_000);
        within("mediary.kurento.event-backlog", kurento.eventBacklog(), 16, 10_000);
        port("mediary.embedded.redis-port", embedded.redisPort());
        port("mediary.embedded.kurento-port", embedded.kurentoPort());
    }

    /**
     * Checks a port, for those who listen on it before everything else is checked.
     *
     * @param setting its name
     * @throws ConfigurationException where it is not 0 to 65535
     */
    public static void port(String setting, int port) {
        within(setting, port, 0, LAST_PORT);
    }

    private static void within(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ConfigurationException(setting + " (" + value + ") must be " + least + " to " + most,
                    Set.of(setting));
        }
    }
}
