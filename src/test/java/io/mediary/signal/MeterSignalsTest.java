package io.mediary.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class MeterSignalsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Signals signals = new MeterSignals(meters);

    @Test
    void countsAndTimesByTags() {
        signals.count("mediary.apples", "kind", "red");
        signals.count("mediary.apples", 2, "kind", "red");
        signals.time("mediary.walks", Duration.ofMillis(30), "to", "town");

        assertThat(meters.get("mediary.apples").tag("kind", "red").counter().count()).isEqualTo(3);
        assertThat(meters.get("mediary.walks").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
    }

    @Test
    void tagsWithoutEndDoNotTakeTheMemory() {
        for (int i = 0; i < Signals.MOST_SERIES + 500; i++) {
            signals.count("mediary.apples", "kind", "number " + i);
        }
        signals.count("mediary.apples", "kind", "number 7");

        assertThat(meters.get("mediary.apples").counters()).hasSize(Signals.MOST_SERIES);
        assertThat(meters.get("mediary.apples").tag("kind", "number 7").counter().count()).isEqualTo(2);
    }

    @Test
    void aLaterGaugeTakesTheFormersPlace() {
        Signals.Gauge first = signals.gauge("mediary.height", () -> 1, "of", "tree");
        Signals.Gauge second = signals.gauge("mediary.height", () -> 2, "of", "tree");
        first.close();

        assertThat(meters.get("mediary.height").gauge().value()).isEqualTo(2);
        second.close();
        assertThat(meters.find("mediary.height").gauge()).isNull();
    }

    @Test
    void whatNoGaugeShowsAnyMoreCanBeShownAgain() {
        signals.gauge("mediary.height", () -> 1, "of", "tree").close();
        signals.gauge("mediary.height", () -> 3, "of", "tree");

        assertThat(meters.get("mediary.height").gauge().value()).isEqualTo(3);
    }
}
