package io.mediary.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mediary.sip.stack.SipSettings;
import io.quarkus.runtime.configuration.ConfigurationException;

/** A gateway does not start with settings by which no call could work. */
class SipBoundsTest {

    @Test
    void theUsualSettingsAreWithinTheirRanges() {
        assertThatCode(() -> SipBounds.check(new SipSettings().config())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"threads,0", "threads,65", "limits.burst,0", "limits.requests-per-second,-1", "limits.transactions,0",
            "registration.nonce-life,0s", "registration.longest,30s", "registration.usual,1s",
            "session-timer.expires,60s", "session-timer.shortest,0s", "registration.contacts,0", "audio-ports,16384",
            "audio-ports,2001-2002", "audio-ports,80-9000", "audio-ports,9000-70000"})
    void othersAreNot(String setting, String value) {
        assertThatThrownBy(() -> SipBounds.check(new SipSettings().with(setting, value).config()))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("mediary.sip." + setting);
    }
}
