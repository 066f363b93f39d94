package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class DemandTest {

    private final AtomicLong clock = new AtomicLong();
    private final Demand demand = new Demand(clock::get);

    @Test
    void aSessionIsPendingUntilItIsMadeAndNewForAWhile() {
        demand.chosen();
        demand.chosen();
        assertThat(demand.pending()).isEqualTo(2);
        demand.settled();
        assertThat(demand.pending()).isEqualTo(1);
        assertThat(demand.fresh()).isEqualTo(2);
        pass(Duration.ofSeconds(4));
        assertThat(demand.pending()).isZero();
        demand.settled();
        assertThat(demand.fresh()).isEqualTo(2);
        pass(Duration.ofSeconds(17));
        assertThat(demand.fresh()).isZero();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
