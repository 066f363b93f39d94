package io.mediary.embedded.engine.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {

    @ParameterizedTest
    @EnumSource
    void everyOctetStandsForItself(G711 law) {
        for (int octet = 0; octet < 256; octet++) {
            short sample = law.decode((byte) octet);
            byte again = law.encode(sample);
            // The mu-law has two zeros.
            assertThat(law.decode(again)).as("octet %d", octet).isEqualTo(sample);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySampleComesBackNearly(G711 law) {
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            int back = law.decode(law.encode((short) sample));
            assertThat(Math.abs(back - sample)).as("sample %d", sample)
                    .isLessThanOrEqualTo(
                            Math.max(8, Math.abs(sample) / 16 + 16) + (Math.abs(sample) > 32_124 ? 650 : 0));
        }
    }

    @Test
    void theValuesAreThoseOfTheRecommendation() {
        assertThat(G711.MU_LAW.decode((byte) 0xFF)).isZero();
        assertThat(G711.MU_LAW.decode((byte) 0x80)).isEqualTo((short) 32_124);
        assertThat(G711.MU_LAW.decode((byte) 0x00)).isEqualTo((short) -32_124);
        assertThat(G711.MU_LAW.encode((short) 0)).isEqualTo((byte) 0xFF);
        assertThat(G711.A_LAW.decode((byte) 0xD5)).isEqualTo((short) 8);
        assertThat(G711.A_LAW.decode((byte) 0x55)).isEqualTo((short) -8);
        assertThat(G711.A_LAW.decode((byte) 0xAA)).isEqualTo((short) 32_256);
        assertThat(G711.A_LAW.encode((short) 0)).isEqualTo((byte) 0xD5);
    }
}
