package io.mediary.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaServer;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.Packaging;
import io.mediary.testing.RedisProcess;

/**
 * What each package must do: the same for all. Two instances of it over one Redis and one media server.
 * <p>
 * These are processes that the test starts itself, and not Quarkus' own (`@QuarkusIntegrationTest`, which {@link ThePackageAnswersIT} uses): that starts
 * one instance of the one package that the build made, and none that is to fail.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PackagedContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SESSION_NOT_FOUND = 100062;

    private RedisProcess redis;
    private MediaServer media;
    private MediaryProcess first;
    private MediaryProcess second;

    /** The package; asked once, before the first test, and may make it. */
    abstract Packaging packaging();

    private Packaging packaged;

    @BeforeAll
    void start() {
        packaged = packaging();
        redis = new RedisProcess();
        media = MediaServer.start();
        List<MediaryProcess> both = MediaryProcess.sideBySide(
                () -> MediaryProcess.start("packaged-" + packaged.name() + "-1", packaged, settings()),
                () -> MediaryProcess.start("packaged-" + packaged.name() + "-2", packaged, settings()));
        first = both.get(0);
        second = both.get(1);
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable one : Arrays.asList(first, second, media, redis)) {
            // Where a start failed some are not there.
            if (one != null) {
                one.close();
            }
        }
    }

    /** Those without which no instance starts. */
    Map<String, String> settings() {
        return new HashMap<>(Map.of("mediary.auth.enabled", "false", "quarkus.redis.hosts", redis.url().toString(),
                "mediary.kurento.urls", media.url().toString()));
    }

    /** What {@link #packaging} answered. */
    Packaging packaged() {
        return packaged;
    }

    @Test
    void isReadyAndSaysOfWhat() {
        new Rehearsal(first).ready();
        JsonNode ready = new Rest(first).get("/q/health/ready").json();

        assertThat(ready.path("status").asText()).isEqualTo("UP");
        assertThat(ready.findValue("redis").asText()).startsWith("ok");
        assertThat(new Rest(first).get("/q/metrics").text()).contains("mediary_ready");
        assertThat(new Rest(first).get("/q/openapi").text()).contains("/v1/media/session/create");
        assertThat(new Rest(first).get("/mediary.js").status()).isEqualTo(200);
    }

    @Test
    void anEchoIsMadeDescribedAndEnded() {
        int before = media.openObjects();
        try (ApiClient client = ApiClient.login(first.socket(), "alice")) {
            JsonNode made = client.request("media/session/create", echo());
            ObjectNode named = ApiClient.data("session_id", made.path("session_id").asText());
            assertThat(made.path("answer").path("sdp").asText()).startsWith("v=0").contains("a=ice-ufrag:");

            JsonNode info = client.request("media/session/get_info", named);
            assertThat(info.path("status").asText()).isEqualTo("ready");
            assertThat(info.path("type").asText()).isEqualTo("echo");
            assertThat(info.path("user_id").asText()).isEqualTo("alice");

            client.request("media/session/destroy", named);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(client, named.path("session_id").asText()))
                    .containsSubsequence("created", "answer", "destroyed"));
            assertThatThrownBy(() -> client.request("media/session/get_info", named))
                    .isInstanceOfSatisfying(ApiClient.ErrorAnswer.class,
                            error -> assertThat(error.code()).isEqualTo(SESSION_NOT_FOUND));
        }
        await("nothing is left at the media server but the pipeline").atMost(PATIENCE)
                .until(() -> media.openObjects() <= Math.max(1, before));
    }

    @Test
    void restAnswersWithStatusesAndErrors() {
        Rest rest = new Rest(second);
        Rest.Answer made = rest.command("media/session/create", echo());
        assertThat(made.status()).isEqualTo(200);
        ObjectNode named = ApiClient.data("session_id", made.data().path("session_id").asText());

        assertThat(rest.command("media/session/get_info", named).data().path("type").asText()).isEqualTo("echo");
        assertThat(rest.command("media/session/destroy", named).json().path("result").asText()).isEqualTo("ok");
        assertError(rest.command("media/session/get_info", named), 404, SESSION_NOT_FOUND);
        assertError(rest.command("media/session/dance", named), 404, 100042);
        assertError(rest.command("media/session/create", ApiClient.data()), 400, 100045);
        assertError(rest.command("media/session/create", ApiClient.data("type", "echo", "bitrate", -1)), 400, 100044);
    }

    @Test
    void anEventOfOneInstanceReachesASocketOfTheOther() {
        try (ApiClient here = ApiClient.login(first.socket(), "alice");
                ApiClient there = ApiClient.login(second.socket(), "alice")) {
            there.request("core/event/subscribe", "class", "media", "subclass", "session", "body",
                    ApiClient.data("tag", 7));
            String id = here.request("media/session/create", echo()).path("session_id").asText();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(there, id)).contains("created", "answer"));
            assertThat(there.events(id)).allMatch(event -> event.body().path("tag").asInt() == 7);
            there.request("media/session/destroy", "session_id", id);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(types(here, id)).contains("destroyed"));
        }
    }

    private static void assertError(Rest.Answer answer, int status, int code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("result").asText()).isEqualTo("error");
        assertThat(answer.data().path("code").asInt()).isEqualTo(code);
        assertThat(answer.data().path("error").asText()).isNotBlank();
    }

    private static ObjectNode echo() {
        return ApiClient.data("type", "echo", "wait_reply", true, "offer",
                ApiClient.data("sdp", Offers.contractOffer(), "trickle_ice", true));
    }

    private static List<String> types(ApiClient client, String object) {
        return client.events(object).stream().map(Received::type).toList();
    }
}
