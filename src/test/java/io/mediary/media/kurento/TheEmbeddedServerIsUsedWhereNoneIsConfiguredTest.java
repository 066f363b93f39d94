package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.media.MediaPlane;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.MediaPlane.Opened;
import io.mediary.media.Place;
import io.mediary.media.Wiring;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

@QuarkusTest
class TheEmbeddedServerIsUsedWhereNoneIsConfiguredTest {

    @Inject
    MediaPlane plane;

    @Test
    void itMakesOffersAndForgetsThem() {
        Place place = await(plane.choose(Optional.empty()));
        Opened opened = await(plane.offer(place, new EndpointSpec("unknown", false, 0), Wiring.PARKED));
        assertThat(opened.sdp()).contains("m=audio", "m=video", "m=application").doesNotContain("a=candidate");
        await(plane.rewire(opened.endpoint(), Wiring.PARKED, TestPlane.ECHO, Optional.of(500)));
        await(plane.release(place, List.of(opened.endpoint().proxy(), opened.endpoint().endpoint())));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }
}
