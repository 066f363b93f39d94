package io.mediary.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/**
 * Whatever the build has packaged, started by Quarkus as it wants its packages started: the jar, or with {@code -Dnative} the
 * executable. What needs several instances, other packages or a start that fails is in {@link PackagedContract}.
 */
@QuarkusIntegrationTest
@QuarkusTestResource(value = RealBackends.class, restrictToAnnotatedClass = true)
class ThePackageAnswersIT {

    @TestHTTPResource
    private URI address;

    @Test
    void anEchoIsMadeAndEndedByRest() {
        Rest rest = new Rest(address::resolve);
        Rest.Answer made = rest.command("media/session/create", ApiClient.data("type", "echo", "wait_reply", true,
                "offer", ApiClient.data("sdp", Offers.contractOffer(), "trickle_ice", true)));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        ObjectNode named = ApiClient.data("session_id", made.data().path("session_id").asText());

        assertThat(rest.command("media/session/get_info", named).data().path("status").asText()).isEqualTo("ready");
        assertThat(rest.command("media/session/destroy", named).status()).isEqualTo(200);
        assertThat(rest.command("media/session/get_info", named).status()).isEqualTo(404);
    }
}
