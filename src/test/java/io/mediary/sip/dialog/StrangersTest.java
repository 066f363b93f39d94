package io.mediary.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

/** A line is somebody else's only where nobody has known its owner for some seconds in a row. */
class StrangersTest {

    private final AtomicLong clock = new AtomicLong();
    private final Strangers strangers = new Strangers(clock::get);

    @Test
    void aLineIsForsakenAfterSomeSeconds() {
        assertThat(strangers.forLong(Map.of("line", "gone"))).isEmpty();
        pass(3);
        assertThat(strangers.forLong(Map.of("line", "gone", "new", "gone"))).isEmpty();
        pass(2);
        assertThat(strangers.forLong(Map.of("line", "gone", "new", "gone"))).containsExactly("line");
    }

    @Test
    void whoWasStrangeLongAgoHasItsTimeAgain() {
        strangers.forLong(Map.of("line", "self"));
        pass(1);
        assertThat(strangers.forLong(Map.of())).as("it was opened again").isEmpty();
        pass(3600);
        assertThat(strangers.forLong(Map.of("line", "self"))).as("Redis is away once more").isEmpty();
        pass(5);
        assertThat(strangers.forLong(Map.of("line", "self"))).containsExactly("line");
    }

    @Test
    void anotherStrangerHasItsOwnTime() {
        strangers.forLong(Map.of("line", "one"));
        pass(5);
        assertThat(strangers.forLong(Map.of("line", "two"))).isEmpty();
    }

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
