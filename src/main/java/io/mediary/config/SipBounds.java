package io.mediary.config;

import java.time.Duration;
import java.util.Set;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The ranges of a SIP gateway's settings; outside of them the instance does not start, so that no call has to find out. */
@ApplicationScoped
public class SipBounds {

    private static final int BEFORE_THE_OTHERS = 1;
    private static final int MOST_THREADS = 64;
    private static final String PREFIX = "mediary.sip.";

    /** @throws ConfigurationException where this is a gateway, and a setting is out of its range */
    void check(@Observes @Priority(BEFORE_THE_OTHERS) StartupEvent event, SipConfig sip) {
        if (sip.enabled()) {
            check(sip);
        }
    }

    /** @throws ConfigurationException where a setting is out of its range */
    static void check(SipConfig sip) {
        require(sip.threads() >= 1 && sip.threads() <= MOST_THREADS, "threads", "must be 1 to " + MOST_THREADS);
        require(PortRange.parse(sip.audioPorts()).isPresent(), "audio-ports",
                "(" + sip.audioPorts() + ") must be the first and the last port, of 1024 to 65535, as 16384-32767");
        SipConfig.Limits limits = sip.limits();
        atLeastOne("limits.requests-per-second", limits.requestsPerSecond());
        atLeastOne("limits.burst", limits.burst());
        atLeastOne("limits.sources", limits.sources());
        atLeastOne("limits.connections", limits.connections());
        atLeastOne("limits.connections-per-source", limits.connectionsPerSource());
        atLeastOne("limits.waiting", limits.waiting());
        atLeastOne("limits.transactions", limits.transactions());
        atLeastOne("limits.ringing", limits.ringing());
        SipConfig.Registration registration = sip.registration();
        atLeastOne("registration.contacts", registration.contacts());
        require(isPositive(registration.nonceLife()), "registration.nonce-life", "must be longer than nothing");
        require(registration.shortest().toSeconds() >= 1, "registration.shortest", "must be a second at least");
        require(registration.longest().compareTo(registration.shortest()) >= 0, "registration.longest",
                "must not be shorter than mediary.sip.registration.shortest");
        require(registration.usual().compareTo(registration.shortest()) >= 0, "registration.usual",
                "must not be shorter than mediary.sip.registration.shortest");
        require(sip.sessionTimer().shortest().toSeconds() >= 1, "session-timer.shortest",
                "must be a second at least");
        require(sip.sessionTimer().expires().compareTo(sip.sessionTimer().shortest()) >= 0, "session-timer.expires",
                "must not be shorter than mediary.sip.session-timer.shortest");
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void atLeastOne(String setting, int value) {
        require(value >= 1, setting, "(" + value + ") must be 1 at least");
    }

    private static void require(boolean right, String setting, String what) {
        if (!right) {
            throw new ConfigurationException(PREFIX + setting + " " + what, Set.of(PREFIX + setting));
        }
    }
}
