package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void percentilesAreMeasuredValues() {
        Samples samples = new Samples();
        IntStream.rangeClosed(1, 200).map(value -> 201 - value).forEach(samples::add);

        assertThat(samples.count()).isEqualTo(200);
        assertThat(samples.median()).isEqualTo(100);
        assertThat(samples.percentile(99)).isEqualTo(198);
        assertThat(samples.percentile(100)).isEqualTo(200);
    }

    @Test
    void nothingHasNoMedian() {
        assertThatIllegalStateException().isThrownBy(() -> new Samples().median());
    }
}
