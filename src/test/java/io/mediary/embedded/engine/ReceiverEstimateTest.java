package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class ReceiverEstimateTest {

    private static final long START = TimeUnit.HOURS.toNanos(1);
    private final ReceiverEstimate estimate = new ReceiverEstimate();

    @Test
    void anEstimateWithoutLossIsNoReasonToSlowDown() {
        estimate.estimate(40_000, START);
        estimate.lost(5, START);
        assertThat(estimate.told(START)).isEqualTo(40_000);
        assertThat(estimate.limit(START)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whereMuchIsLostTheEstimateCountsForAWhile() {
        estimate.estimate(40_000, START);
        estimate.lost(50, START);
        assertThat(estimate.limit(START + seconds(5))).isEqualTo(40_000);
        estimate.estimate(50_000, START + seconds(9));
        assertThat(estimate.limit(START + seconds(9))).isEqualTo(50_000);
        assertThat(estimate.limit(START + seconds(11))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whereReportsTakeMuchLongerThanTheyCouldTheEstimateCounts() {
        estimate.estimate(40_000, START);
        estimate.roundTrip(0.5, START);
        assertThat(estimate.limit(START)).isEqualTo(Long.MAX_VALUE);
        estimate.roundTrip(1.1, START);
        assertThat(estimate.limit(START)).isEqualTo(40_000);
    }

    @Test
    void anOldEstimateIsForgotten() {
        estimate.estimate(40_000, START);
        estimate.lost(255, START + seconds(9));
        assertThat(estimate.limit(START + seconds(11))).isEqualTo(Long.MAX_VALUE);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
