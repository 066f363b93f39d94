package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;

/** What the media servers told an instance that was dead, asleep or leaving reaches its clients by way of another one. */
@RequiresCommand("ffmpeg")
class InstancesAreInheritedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int FILM_SECONDS = 4;

    @TempDir
    private static Path directory;
    private static String film;

    private Cluster cluster;
    private MediaryProcess first;
    private MediaryProcess second;

    @BeforeAll
    static void make() {
        film = Film.OPUS.make(directory, FILM_SECONDS).toUri().toString();
    }

    @BeforeEach
    void start() {
        cluster = new Cluster("inherited");
        List<MediaryProcess> both = cluster.two("mediary.uris.allow", directory.toUri().toString());
        second = both.get(0);
        first = both.get(1);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void aFileThatEndsWhileItsInstanceIsDeadIsToldToHaveEnded() {
        ApiClient client = ApiClient.login(first.socket(), "alice");
        String session = play(client);
        first.kill();
        long killed = System.currentTimeMillis();
        try (ApiClient resumed = ApiClient.resume(second.socket(), "alice", client.session())) {
            await("the Kurento sessions are taken over").atMost(PATIENCE).until(this::isInherited);
            long inherited = System.currentTimeMillis() - killed;
            await("the end of the file is told").atMost(PATIENCE).until(() -> ended(resumed, session) == 1);
            assertThat(inherited).as("ms from its death until it is taken over").isLessThan(8_000);
            assertThat(resumed.request("media/session/get_info", "session_id", session).path("status").asText())
                    .isEqualTo("ready");
            over(resumed, session);
        }
    }

    @Test
    void aFileThatEndsAfterItsInstanceHandedOverIsToldOnce() {
        ApiClient client = ApiClient.login(first.socket(), "alice");
        String session = play(client);
        first.terminate();
        await("the Kurento sessions are taken over").atMost(PATIENCE).until(this::isInherited);
        first.ends(PATIENCE);
        try (ApiClient resumed = ApiClient.resume(second.socket(), "alice", client.session())) {
            await("the end of the file is told").atMost(PATIENCE)
                    .until(() -> ended(client, session) + ended(resumed, session) > 0);
            over(resumed, session);
            assertThat(ended(client, session) + ended(resumed, session)).isEqualTo(1);
        }
    }

    @Test
    void aPhoneThatFallsSilentWhileItsInstanceIsDeadIsToldToHaveDoneSo() {
        ApiClient client = ApiClient.login(first.socket(), "alice");
        Phone phone = Phone.offers(client, Map.of("type", "echo"), Color.RED, 440, RtpCodec.PCMU, RtpCodec.VP8);
        String session = phone.session();
        await("its media flows").atMost(PATIENCE)
                .until(() -> flows(client, session, "up").containsAll(List.of("audio", "video")));
        first.kill();
        phone.close();
        try (ApiClient resumed = ApiClient.resume(second.socket(), "alice", client.session())) {
            await("its silence is told").atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(flows(resumed, session, "down"))
                            .as("%s", resumed.events()).contains("audio", "video"));
            over(resumed, session);
        }
    }

    @Test
    void anInstanceThatWakesUpHarmsNothing() {
        try (ApiClient client = ApiClient.login(second.socket(), "alice");
                ApiClient sleeper = ApiClient.login(first.socket(), "bob")) {
            client.request("core/event/subscribe", "class", "media");
            String session = play(sleeper);
            first.pause();
            await("the Kurento sessions are taken over").atMost(PATIENCE).until(this::isInherited);
            await("the end of the file is told").atMost(PATIENCE).until(() -> ended(client, session) == 1);
            first.resume();
            String later = sleeper.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply",
                    true).path("session_id").asText();
            assertThat(client.request("media/session/get_info", "session_id", session).path("status").asText())
                    .isEqualTo("ready");
            assertThat(ended(client, session)).isEqualTo(1);
            over(client, later);
            over(client, session);
            assertThat(ended(client, session)).isEqualTo(1);
        }
    }

    private static String play(ApiClient client) {
        JsonNode made = client.request("media/session/create", "type", "play", "uri", film, "loops", 1, "offer",
                Sdp.offer(),
                "wait_reply", true);
        return made.path("session_id").asText();
    }

    /** The first instance has nothing any more. */
    private boolean isInherited() {
        return kurentoSessions().size() == 1;
    }

    /** How many each instance has, one for each line. */
    private List<Long> kurentoSessions() {
        return cluster.redis().keys().stream().filter(key -> key.startsWith("mediary:kurento-of:"))
                .map(key -> ((Number) cluster.redis().command("SCARD", key)).longValue()).toList();
    }

    private static long ended(ApiClient client, String session) {
        return client.events(session).stream().filter(event -> event.type().equals("status")
                && event.body().path("status").asText().equals("end_of_stream")).count();
    }

    private static List<String> flows(ApiClient client, String session, String status) {
        return client.events(session).stream().map(Received::body)
                .filter(body -> body.path("info").asText().equals("media")
                        && body.path("direction").asText().equals("in") && body.path("status").asText().equals(status))
                .map(body -> body.path("media").asText()).toList();
    }

    private void over(ApiClient client, String session) {
        client.request("media/session/destroy", "session_id", session);
        await("the session is over").atMost(PATIENCE).until(() -> client.events(session).stream()
                .anyMatch(event -> event.type().equals("destroyed")));
    }
}
