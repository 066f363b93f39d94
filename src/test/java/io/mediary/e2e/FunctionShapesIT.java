package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresCommand;

/**
 * A function that serves the commands of sessions by REST and may be scaled away, beside a gateway that serves none of them, and holds
 * sockets: what the function has begun goes on without it, and one that is started later steers it.
 */
@RequiresCommand("ffmpeg")
class FunctionShapesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SESSION_TIMEOUT = 100060;

    @TempDir
    private Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private Cluster cluster;
    private MediaryProcess gateway;
    private MediaryProcess function;

    @BeforeEach
    void start() {
        cluster = new Cluster("shapes");
        gateway = cluster.instance("mediary.functions", "core/*");
        function = function();
    }

    private MediaryProcess function() {
        return cluster.instance("mediary.functions", "media/session/*", "mediary.instance.keeper", "false",
                "mediary.limits.sockets", "0", "mediary.uris.allow", directory.toUri().toString());
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void whatMediaServersTellAFunctionReachesSocketsAfterItWasScaledAway() throws Exception {
        assertThatThrownBy(() -> ApiClient.login(function.socket(), "alice")).as("it holds no sockets")
                .hasRootCauseMessage("Unexpected HTTP response status code 503");
        String film = Film.OPUS.make(directory).toUri().toString();
        try (ApiClient client = ApiClient.login(gateway.socket(), "alice")) {
            client.request("core/event/subscribe", "class", "media");
            String session = create(ApiClient.data("type", "play", "uri", film, "loops", 1, "offer", Sdp.offer(),
                    "wait_reply", true));
            ask("player_action", ApiClient.data("session_id", session, "action", "pause"));
            function.stop();
            assertThat(gateway.output()).as("it has what the function had").contains("was taken over");
            function = function();
            ask("player_action", ApiClient.data("session_id", session, "action", "resume"));
            await("the end of the file is told").atMost(PATIENCE).until(() -> ended(client, session));
        }
    }

    @Test
    void whatIsDueIsActedOnWhereNoneOfItsCommandsIsServed() throws Exception {
        try (ApiClient client = ApiClient.login(gateway.socket(), "alice")) {
            client.request("core/event/subscribe", "class", "media");
            String session = create(ApiClient.data("type", "echo", "wait_timeout", 2, "wait_reply", true));
            function.kill();
            await("its timeout ends it").atMost(PATIENCE).until(() -> client.events(session).stream()
                    .anyMatch(event -> event.type().equals("destroyed")
                            && event.body().path("code").asInt() == SESSION_TIMEOUT));
            await("and its media are released").atMost(PATIENCE)
                    .until(() -> cluster.media().openObjects() <= 1);
        }
    }

    private static boolean ended(ApiClient client, String session) {
        return client.events(session).stream()
                .anyMatch(event -> event.body().path("status").asText().equals("end_of_stream"));
    }

    private String create(ObjectNode data) throws IOException, InterruptedException {
        return ask("create", data).path("session_id").asText();
    }

    private JsonNode ask(String command, ObjectNode data) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(function.http("/v1/media/session/" + command))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(data.toString())).build(),
                BodyHandlers.ofString());
        JsonNode told = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as("%s", told).isEqualTo(200);
        return told.path("data");
    }
}
