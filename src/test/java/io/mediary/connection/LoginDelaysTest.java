package io.mediary.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

/** Guessing gets slower, from each address on its own. */
class LoginDelaysTest {

    @Test
    void eachFailureWaitsLongerUpToABound() {
        LoginDelays delays = new LoginDelays();
        assertThat(delays.failed("a")).isEqualTo(Duration.ofMillis(250));
        assertThat(delays.failed("a")).isEqualTo(Duration.ofMillis(500));
        assertThat(delays.failed("b")).isEqualTo(Duration.ofMillis(250));
        for (int i = 0; i < 100; i++) {
            delays.failed("a");
        }
        assertThat(delays.failed("a")).isEqualTo(Duration.ofSeconds(8));
        delays.succeeded("a");
        assertThat(delays.failed("a")).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void manyAddressesCannotFillTheMemory() {
        LoginDelays delays = new LoginDelays();
        for (int i = 0; i < 10_000; i++) {
            delays.failed("address " + i);
        }
        assertThat(delays.failed("one more")).isEqualTo(Duration.ofSeconds(8));
    }
}
