package io.mediary.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogPositionTest {

    private static final LogPosition POSITION = new LogPosition(1_763_690_000_000L, 7);

    @Test
    void noOtherPartitionHasAnEventsId() {
        assertThat(POSITION.eventId(3)).isNotEqualTo(POSITION.eventId(4));
    }

    @Test
    void eventIdsOfAPartitionSortAsTheirPositionsDo() {
        assertThat(POSITION.eventId(63)).isLessThan(new LogPosition(POSITION.millis(), 10).eventId(63));
        assertThat(POSITION.eventId(63)).isLessThan(new LogPosition(POSITION.millis() + 1, 0).eventId(63));
    }

    @Test
    void bothFormsAreRead() {
        assertThat(LogPosition.parse(POSITION.stream())).isEqualTo(POSITION);
        assertThat(LogPosition.parse(POSITION.eventId(9))).isEqualTo(POSITION);
    }
}
