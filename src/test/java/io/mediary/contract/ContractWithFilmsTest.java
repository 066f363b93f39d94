package io.mediary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.api.Test;

import io.mediary.testing.RealTime;
import io.mediary.testing.RequiresCommand;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** What the API page says of players, recorders and recordings. */
@RealTime
@QuarkusTest
@WithTestResource(FilmsOnLoopback.class)
@RequiresCommand("ffmpeg")
class ContractWithFilmsTest {

    @TestHTTPResource("/v1/ws")
    URI http;

    FilmsOnLoopback films;

    @Test
    void theSamplesOfTheApiPageAreTrue() throws Exception {
        try (RawSocket socket = RawSocket.open(http)) {
            Replay replay = new Replay(socket);
            films.uris().forEach(replay::with);
            assertThat(replay.play("sample with a film")).isGreaterThan(40);
        }
    }
}
