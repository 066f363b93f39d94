package io.mediary.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class ReadyCheckTest {

    private static final class HandClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static final class Door implements Condition {

        private boolean decides = true;

        private Optional<String> trouble = Optional.empty();

        @Override
        public String name() {
            return "door";
        }

        @Override
        public Optional<String> trouble() {
            return trouble;
        }

        @Override
        public boolean decides() {
            return decides;
        }
    }

    private final HandClock clock = new HandClock();
    private final Door door = new Door();
    private final ReadyCheck check = new ReadyCheck(List.of(door), clock);

    @Test
    void saysWhatIsWrongAndSinceWhen() {
        check.judge();
        clock.now = clock.now.plusSeconds(10);
        door.trouble = Optional.of("is stuck");
        check.judge();
        clock.now = clock.now.plusSeconds(60);
        door.trouble = Optional.of("is still stuck");

        HealthCheckResponse answer = check.answer();

        assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(answer.getData().orElseThrow()).containsEntry("door",
                "is still stuck, since 2026-01-01T00:00:10Z");
    }

    @Test
    void tellsWhatDoesNotDecideAndIsReadyAllTheSame() {
        door.decides = false;
        door.trouble = Optional.of("is stuck");

        HealthCheckResponse answer = check.answer();

        assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(answer.getData().orElseThrow()).containsEntry("door", "is stuck, since 2026-01-01T00:00:00Z");
    }

    @Test
    void isReadyAgainFromWhenTheTroubleIsOver() {
        door.trouble = Optional.of("is stuck");
        check.judge();
        clock.now = clock.now.plusSeconds(5);
        door.trouble = Optional.empty();

        HealthCheckResponse answer = check.answer();

        assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(answer.getData().orElseThrow()).containsEntry("door", "ok, since 2026-01-01T00:00:05Z");
    }
}
