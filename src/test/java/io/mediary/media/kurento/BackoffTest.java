package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void pausesDoubleUpToTheLongestAndStartAgain() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        assertThat(backoff.next()).isBetween(50L, 100L);
        assertThat(backoff.next()).isBetween(100L, 200L);
        assertThat(backoff.next()).isBetween(200L, 400L);
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(400L, 1_000L);
        }
        backoff.reset();
        assertThat(backoff.next()).isBetween(50L, 100L);
    }
}
