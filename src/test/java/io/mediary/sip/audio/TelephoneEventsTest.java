package io.mediary.sip.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

/** Keys in RTP, as their packets come: often, late, or not at all. */
class TelephoneEventsTest {

    private static final int RATE = 8000;

    private final AtomicLong clock = new AtomicLong();
    private final TelephoneEvents events = new TelephoneEvents(clock::get);
    private final List<Key> told = new ArrayList<>();

    private void heard(int timestamp, int code, boolean end, int duration) {
        told.addAll(events.heard(timestamp, RATE,
                new byte[]{(byte) code, (byte) (end ? 0x8A : 0x0A), (byte) (duration >> 8), (byte) duration}));
    }

    @Test
    void aKeyIsToldOnceWhenItIsUp() {
        heard(1000, 5, false, 400);
        heard(1000, 5, false, 800);
        assertThat(told).isEmpty();
        heard(1000, 5, true, 1600);
        heard(1000, 5, true, 1600);
        heard(1000, 5, true, 1600);
        assertThat(told).containsExactly(new Key("5", 200));
    }

    @Test
    void theSameKeyTwiceIsTwoKeys() {
        heard(1000, 11, true, 1600);
        heard(5000, 11, false, 400);
        heard(5000, 11, true, 800);
        assertThat(told).containsExactly(new Key("#", 200), new Key("#", 100));
    }

    @Test
    void whatIsLateIsNoFurtherKey() {
        heard(1000, 1, true, 800);
        heard(5000, 2, false, 400);
        heard(1000, 1, true, 800);
        heard(5000, 2, true, 800);
        heard(5000, 2, false, 400);
        assertThat(told).containsExactly(new Key("1", 100), new Key("2", 100));
    }

    @Test
    void whoseEndIsLostIsToldByTheNextKeyOrByWhatFollows() {
        heard(1000, 1, false, 800);
        heard(5000, 2, false, 400);
        assertThat(told).containsExactly(new Key("1", 100));
        told.addAll(events.passed());
        assertThat(told).as("packets may still come").hasSize(1);
        clock.addAndGet(Duration.ofMillis(201).toNanos());
        told.addAll(events.passed());
        told.addAll(events.passed());
        assertThat(told).containsExactly(new Key("1", 100), new Key("2", 50));
    }

    @Test
    void aKeyThatIsHeldForLongIsOne() {
        heard(1000, 9, false, 0xFFFF);
        heard(1000 + 0xFFFF, 9, false, 400);
        heard(1000 + 0xFFFF, 9, true, 800);
        assertThat(told).containsExactly(new Key("9", 8291));
    }

    @Test
    void timeGoesRoundAndOtherEventsAreNoKeys() {
        heard(Integer.MAX_VALUE - 10, 0, true, 800);
        heard(Integer.MIN_VALUE + 4000, 10, true, 800);
        heard(20_000, 16, true, 800);
        told.addAll(events.heard(30_000, RATE, new byte[]{1, 0}));
        assertThat(told).containsExactly(new Key("0", 100), new Key("*", 100));
    }
}
