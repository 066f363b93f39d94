package io.mediary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** With a media server that opens whatever it is told to and follows every redirect. */
@QuarkusTest
@WithTestResource(HostileWorld.class)
@WithTestResource(TwoMediaServers.class)
class RedirectsAreFollowedBeforeKurentoTest {

    HostileWorld world;

    @Test
    void whatIsRedirectedOutOfTheRulesIsRefusedBeforeAnybodyOpensIt() {
        for (String uri : world.redirected()) {
            play(uri).isRefused(uri);
            assertThat(world.outer().requests()).contains("HEAD " + URI.create(uri).getPath())
                    .noneMatch(request -> request.startsWith("GET"));
        }
        assertThat(world.inner().connections()).isZero();
        assertThat(RestCall.post("media/session/get_list", RestCall.fields()).data()).isEmpty();
    }

    @Test
    void aStalledServerIsGivenUp() {
        long begin = System.nanoTime();
        assertThat(play(world.silent()).code()).isEqualTo(100070);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }

    private static RestCall play(String uri) {
        return RestCall.post("media/session/create",
                RestCall.fields("type", "play", "uri", uri).set("offer",
                        RestCall.fields("sdp", Offers.contractOffer())));
    }
}
