package io.mediary.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSelectionTest {

    private static final String TAG = "\"tag\"";

    @ParameterizedTest
    @ValueSource(strings = {"bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=0-1,3-4", "items=0-1", "0-1",
            "bytes=0-1-2", "bytes=+1-2", "bytes=0x1-2", "", " "})
    void whatIsNoSingleRangeOfBytesIsIgnored(String range) {
        assertThat(ByteSelection.of(range, null, TAG, 10)).isEqualTo(new ByteSelection(200, 0, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=2-4", "BYTES=2-4", " bytes=2-4 ", "bytes= 2-4", "bytes=002-004"})
    void unitsHaveNoCaseAndSpaceDoesNotCount(String range) {
        assertThat(ByteSelection.of(range, null, TAG, 10)).isEqualTo(new ByteSelection(206, 2, 3));
    }

    @Test
    void numbersBeyondAllFilesAreTakenAsSuch() {
        String far = "9".repeat(40);
        assertThat(ByteSelection.of("bytes=1-" + far, null, TAG, 10)).isEqualTo(new ByteSelection(206, 1, 9));
        assertThat(ByteSelection.of("bytes=-" + far, null, TAG, 10)).isEqualTo(new ByteSelection(206, 0, 10));
        assertThat(ByteSelection.of("bytes=" + far + "-", null, TAG, 10).status()).isEqualTo(416);
        assertThat(ByteSelection.of("bytes=" + far + "-" + far, null, TAG, 10).status()).isEqualTo(416);
    }

    @Test
    void aConditionThatDoesNotHoldMakesItTheWhole() {
        assertThat(ByteSelection.of("bytes=2-4", TAG, TAG, 10).status()).isEqualTo(206);
        assertThat(ByteSelection.of("bytes=2-4", "\"other\"", TAG, 10).status()).isEqualTo(200);
        assertThat(ByteSelection.of("bytes=2-4", "W/" + TAG, TAG, 10).status()).isEqualTo(200);
        assertThat(ByteSelection.of("bytes=20-", "\"other\"", TAG, 10).status()).isEqualTo(200);
    }
}
