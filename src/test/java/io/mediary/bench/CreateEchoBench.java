package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;
import io.mediary.testing.RequiresCommand;

/** What a session costs over what its media costs: {@code create echo wait_reply}, and the same wiring without Mediary. */
@RequiresCommand("redis-server")
class CreateEchoBench {

    private static final String BARE = "kurento-client, one transaction";
    private static final int WARM_UP = Size.of(1_000, 1);
    private static final int ROUNDS = Size.of(1_000, 3);

    @Test
    void createsThroughMediaryAndStraight() throws Exception {
        String offer = Offers.contractOffer();
        try (Site site = new Site("create-echo")) {
            URI media = site.media();
            Site.Instance instance = site.instance(media);
            try (StraightKurento straight = new StraightKurento(media);
                    Client client = Client.login(instance.socket(), "bench")) {
                Map<String, Samples> results = new Contest()
                        .way(BARE, () -> timed(() -> straight.oneTransaction(offer)))
                        .way("kurento-client, call by call", () -> timed(() -> straight.callByCall(offer)))
                        .way("Mediary, by WebSocket", () -> throughMediary(client, offer))
                        .run(WARM_UP, ROUNDS);
                assertThat(results.values()).allSatisfy(samples -> assertThat(samples.count()).isEqualTo(ROUNDS));
                new Sheet("create-echo", "an echo is made and answered").contest(results, BARE).write();
            }
        }
    }

    /** Makes one. */
    private interface Making {

        StraightKurento.Echo make() throws Exception;
    }

    private static long timed(Making making) throws Exception {
        long begun = System.nanoTime();
        StraightKurento.Echo echo = making.make();
        long nanos = System.nanoTime() - begun;
        assertThat(echo.answer()).startsWith("v=0");
        echo.release();
        return nanos;
    }

    private static long throughMediary(Client client, String offer) throws Exception {
        Object described = ApiClient.data("sdp", offer, "trickle_ice", true);
        long begun = System.nanoTime();
        JsonNode made = client.call("media/session/create", "type", "echo", "wait_reply", true, "offer", described);
        long nanos = System.nanoTime() - begun;
        assertThat(made.at("/answer/sdp").asText()).startsWith("v=0");
        client.call("media/session/destroy", "session_id", made.path("session_id"));
        return nanos;
    }
}
