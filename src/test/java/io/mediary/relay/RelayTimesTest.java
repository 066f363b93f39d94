package io.mediary.relay;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.configuration.ConfigurationException;

class RelayTimesTest {

    private static final Duration COMMAND = Duration.ofSeconds(40);

    @Test
    void whoIsJustJoiningIsNotLookedAt() {
        assertThatCode(() -> RelayTimes.check(Duration.ofSeconds(21), COMMAND)).doesNotThrowAnyException();
    }

    @Test
    void aShorterTimeIsRefusedAndSaysWhichSettingsItIsAbout() {
        assertThatThrownBy(() -> RelayTimes.check(Duration.ofSeconds(20), COMMAND))
                .isInstanceOf(ConfigurationException.class).hasMessageContainingAll("mediary.relay.check",
                        "mediary.relay.timeout", "mediary.store.acquire-timeout", "mediary.kurento.request-timeout");
    }
}
