package io.mediary.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.mediary.event.LogPosition;
import io.mediary.function.Failure;

/** A stream's cursor comes back as it went, and nothing else is taken for one. */
class EventCursorTest {

    @Test
    void comesBackAsItWent() {
        EventCursor none = new EventCursor(UUID.randomUUID().toString(), Map.of());
        assertThat(EventCursor.decode(none.encode())).isEqualTo(none);
        EventCursor empty = new EventCursor(UUID.randomUUID().toString(), Map.of(7, LogPosition.START));
        assertThat(EventCursor.decode(empty.encode())).isEqualTo(empty);
        EventCursor all = all();
        assertThat(EventCursor.decode(all.encode())).isEqualTo(all);
    }

    @Test
    void isShortEnoughForAHeaderWithAllPartitions() {
        assertThat(all().encode().length()).isLessThan(1000);
    }

    @Test
    void garbageIsRefusedAsAFailure() {
        Random random = new Random(1);
        String good = all().encode();
        for (int i = 0; i < 10_000; i++) {
            StringBuilder broken = new StringBuilder(good);
            broken.setCharAt(random.nextInt(40), (char) ('0' + random.nextInt(75)));
            broken.setLength(random.nextInt(good.length()));
            try {
                EventCursor.decode(broken.toString());
            } catch (Failure refused) {
                assertThat(refused).hasMessage("Syntax error: Last-Event-ID");
            }
        }
        assertThatThrownBy(() -> EventCursor.decode("A".repeat(5000))).isInstanceOf(Failure.class);
    }

    private static EventCursor all() {
        Map<Integer, LogPosition> positions = new TreeMap<>();
        for (int partition = 0; partition < 64; partition++) {
            positions.put(partition, new LogPosition(1_763_690_000_000L - partition * 500_000L, partition * 3L));
        }
        return new EventCursor(UUID.randomUUID().toString(), positions);
    }
}
