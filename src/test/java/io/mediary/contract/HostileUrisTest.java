package io.mediary.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.config.EmbeddedServices;
import io.mediary.embedded.RpcClient;
import io.mediary.testing.HostileUris;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;

/** Uris and names that nobody may open or write, with the embedded media server: nothing is reached, nothing is written. */
@QuarkusTest
@WithTestResource(HostileWorld.class)
class HostileUrisTest {

    @Inject
    Vertx vertx;

    @Inject
    EmbeddedServices embedded;

    HostileWorld world;

    @AfterEach
    void nothingWasReachedOrWritten() throws Exception {
        assertThat(world.inner().connections()).isZero();
        assertThat(world.outer().requests()).allMatch(request -> request.contains(" /open/"));
        assertThat(world.strays()).isEmpty();
    }

    @Test
    void createSetTypeAndStartRefuseThemAndMakeNothing() {
        String session = parked();
        for (String uri : HostileUris.to(world.inner().port())) {
            RestCall.post("media/session/create", RestCall.fields("type", "play", "uri", uri)).isRefused(uri);
            RestCall.post("media/session/create",
                    RestCall.fields("type", "play", "uri", uri).set("offer",
                            RestCall.fields("sdp", Offers.contractOffer())))
                    .isRefused(uri);
            RestCall.post("media/session/set_type", RestCall.fields("session_id", session, "type", "play", "uri", uri))
                    .isRefused(uri);
            RestCall.post("media/session/player_action",
                    RestCall.fields("session_id", session, "action", "start", "uri", uri)).isRefused(uri);
            RestCall.post("media/session/player_action", RestCall.fields("session_id", session, "action", "start")
                    .set("data", RestCall.fields("uri", uri))).isRefused(uri);
        }
        assertThat(RestCall.post("media/session/get_info", RestCall.fields("session_id", session)).data().path("type")
                .asText())
                .isEqualTo("park");
        assertThat(RestCall.post("media/session/get_list", RestCall.fields()).data()).hasSize(1);
        RestCall.post("media/session/destroy", RestCall.fields("session_id", session));
    }

    @Test
    void whatIsNoStringIsAnErrorOfSyntaxAndNoneAtAllIsMissed() {
        for (String value : List.of("7", "true", "[]", "{}", "[\"file:///etc/passwd\"]")) {
            assertThat(
                    RestCall.post("media/session/create", RpcClient.json("{\"type\":\"play\",\"uri\":" + value + "}"))
                            .code())
                    .as(value).isEqualTo(100044);
        }
        for (String none : List.of("{\"type\":\"play\"}", "{\"type\":\"play\",\"uri\":null}")) {
            assertThat(RestCall.post("media/session/create", RpcClient.json(none)).code()).isEqualTo(100045);
        }
    }

    @Test
    void recordersRefuseHostileNamesAndRecordNothing() {
        String session = parked();
        for (String name : HostileNames.around(world.recordings())) {
            RestCall.post("media/session/recorder_action",
                    RestCall.fields("session_id", session, "action", "start", "uri", name)).isRefused(name);
            RestCall.post("media/session/recorder_action", RestCall.fields("session_id", session, "action", "start")
                    .set("data", RestCall.fields("uri", name))).isRefused(name);
        }
        assertThat(
                RestCall.post("media/session/recorder_action", RestCall.fields("session_id", session, "action", "stop"))
                        .code())
                .isEqualTo(300030);
        assertThat(RestCall.post("media/recording/get_list", RestCall.fields()).data()).isEmpty();
        RestCall.post("media/session/destroy", RestCall.fields("session_id", session));
    }

    @Test
    void redirectsEndTheSessionAndLeadNowhere() {
        for (String uri : world.redirected()) {
            RestCall made = RestCall.post("media/session/create",
                    RestCall.fields("type", "play", "uri", uri).set("offer",
                            RestCall.fields("sdp", Offers.contractOffer())));
            String session = made.data().path("session_id").asText();
            assertThat(session).as(uri).isNotEmpty();
            await(uri).atMost(Duration.ofSeconds(20)).until(() -> RestCall
                    .post("media/session/get_info", RestCall.fields("session_id", session)).code() == 100062);
            assertThat(world.outer().requests()).contains("GET " + URI.create(uri).getPath());
        }
    }

    private static String parked() {
        return RestCall.post("media/session/create",
                RestCall.fields("type", "park").set("offer", RestCall.fields("sdp", Offers.contractOffer()))).data()
                .path("session_id").asText();
    }

    @Test
    void theEmbeddedMediaServerItselfOpensNoneOfThem() {
        try (RpcClient client = RpcClient.connect(vertx, embedded.kurento().orElseThrow())) {
            String pipeline = client.create("MediaPipeline");
            List<String> hostile = Stream.of(HostileUris.to(world.inner().port()).stream(), world.redirected().stream())
                    .flatMap(uris -> uris).filter(uri -> uri.chars().noneMatch(c -> c >= 0xD800 && c < 0xE000))
                    .toList();
            for (int i = 0; i < hostile.size(); i++) {
                int failures = i + 1;
                String player = client.create("PlayerEndpoint", "mediaPipeline", pipeline, "uri", hostile.get(i));
                client.subscribe(player, "Error");
                client.invoke(player, "play");
                await(hostile.get(i)).pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(10))
                        .until(() -> client.events("Error").size() == failures);
                client.call("release", "object", player);
            }
            client.call("release", "object", pipeline);
        }
        assertThat(world.outer().requests()).isNotEmpty();
    }

    @Test
    void theEmbeddedMediaServerRecordsNowhereElse() {
        try (RpcClient client = RpcClient.connect(vertx, embedded.kurento().orElseThrow())) {
            String pipeline = client.create("MediaPipeline");
            List<String> hostile = Stream.of("/../stolen.webm", "/out/stolen.webm", "/link.webm", "/%2e%2e/stolen.webm",
                    "-stolen/a.webm").map(name -> "file://" + world.recordings() + name).toList();
            for (String uri : hostile) {
                String recorder = client.create("RecorderEndpoint", "mediaPipeline", pipeline, "uri", uri);
                client.subscribe(recorder, "Error");
                client.invoke(recorder, "record");
                client.invoke(recorder, "stopAndWait");
                client.call("release", "object", recorder);
            }
            client.call("release", "object", pipeline);
        }
    }
}
