package io.mediary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Everything that the API page shows happens as it is shown. */
@QuarkusTest
class DocumentedSamplesTest {

    @TestHTTPResource("/v1/ws")
    URI http;

    @Test
    void theSamplesOfTheApiPageAreTrue() throws Exception {
        try (RawSocket socket = RawSocket.open(http)) {
            assertThat(new Replay(socket).play("sample")).isGreaterThan(100);
        }
    }
}
