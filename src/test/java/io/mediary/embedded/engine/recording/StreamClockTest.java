package io.mediary.embedded.engine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class StreamClockTest {

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int RATE = 90_000;
    private static final long FRAME = 40;

    private final StreamClock clock = new StreamClock(RATE);

    @Test
    void timeIsCountedByTheStreamNotByArrivals() {
        assertThat(clock.nanos(0, 1_000 * MS)).isEqualTo(1_000 * MS);
        assertThat(clock.nanos(ticks(40), 1_090 * MS)).isEqualTo(1_040 * MS);
        assertThat(clock.nanos(ticks(80), 1_100 * MS)).isEqualTo(1_080 * MS);
    }

    @Test
    void nothingWasTakenAfterItCame() {
        clock.nanos(0, 500 * MS);
        assertThat(clock.nanos(ticks(40), 510 * MS)).isEqualTo(510 * MS);
        assertThat(clock.nanos(ticks(80), 600 * MS)).isEqualTo(550 * MS);
    }

    @Test
    void timestampsMayWrapAndGoBack() {
        clock.nanos(0xFFFFFFFFL, 0);
        assertThat(clock.nanos(ticks(40) - 1, 40 * MS)).isEqualTo(40 * MS);
        assertThat(clock.nanos(ticks(20) - 1, 41 * MS)).isEqualTo(20 * MS);
    }

    @Test
    void aStreamThatSetsItsTicksAnewGoesOnWithItsArrival() {
        clock.nanos(0, 0);
        assertThat(clock.nanos(ticks(3_600_000), 40 * MS)).isEqualTo(40 * MS);
        assertThat(clock.nanos(ticks(3_600_040), 80 * MS)).isEqualTo(80 * MS);
    }

    @Test
    void reportsDrawItSlowlyToWhereTheySay() {
        clock.nanos(0, 200 * MS);
        clock.report(0, 100 * MS);
        assertThat(clock.nanos(ticks(40), 240 * MS)).isEqualTo(238 * MS);
        for (int i = 2; i < 100; i++) {
            clock.nanos(ticks(i * FRAME), 200 * MS + i * FRAME * MS);
        }
        assertThat(clock.nanos(ticks(100 * FRAME), 200 * MS + 100 * FRAME * MS))
                .isEqualTo(100 * MS + 100 * FRAME * MS);
    }

    @Test
    void reportsOfWhatCannotBeAreNotFollowed() {
        clock.nanos(0, 200 * MS);
        clock.report(0, 700 * MS);
        for (int i = 1; i < 100; i++) {
            assertThat(clock.nanos(ticks(i * FRAME), 200 * MS + i * FRAME * MS))
                    .isEqualTo(200 * MS + i * FRAME * MS);
        }
    }

    @Test
    void aSlowClockWithoutReportsDoesNotFallBehind() {
        double slower = 1.001;
        long behind = 0;
        for (int i = 0; i < 25 * 600; i++) {
            long arrival = (long) (i * FRAME * MS * slower);
            behind = arrival - clock.nanos(ticks(i * FRAME), arrival);
        }
        assertThat(behind / MS).isCloseTo(0, within(40L));
    }

    private static long ticks(long millis) {
        return millis * RATE / 1_000 & 0xFFFFFFFFL;
    }
}
