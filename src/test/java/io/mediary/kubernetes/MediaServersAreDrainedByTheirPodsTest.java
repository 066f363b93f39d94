package io.mediary.kubernetes;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpServer;

import io.mediary.testing.RequiresCommand;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** The hooks of Kurento's pod, run as the pod runs them, against a media server and an instance. */
@QuarkusTest
@RequiresCommand({"sh", "curl"})
class MediaServersAreDrainedByTheirPodsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path HOOKS = Path.of("k8s/common/kurento").toAbsolutePath();

    @TestHTTPResource("/")
    URI instance;

    private Path state;
    private String node;

    @BeforeEach
    void theMediaServerIsUp() throws IOException {
        state = Files.createTempDirectory(Path.of("target"), "hooks");
        await().atMost(PATIENCE).until(() -> "up".equals(told("state")));
        node = told("node_id");
    }

    @AfterEach
    void itTakesSessionsAgain() {
        post("/v1/media/node/undrain", "{\"node_id\": \"" + node + "\"}");
    }

    @Test
    void aServerThatTakesConnectionsLivesAndOneThatDoesNotIsDead() throws Exception {
        String url = told("url").replace("ws://", "http://");

        assertThat(ended(started("alive.sh", Map.of(), url))).isZero();
        assertThat(ended(started("alive.sh", Map.of(), instance.resolve("/kurento").toString()))).isNotZero();
        assertThat(ended(started("alive.sh", Map.of(), "http://127.0.0.1:1/kurento"))).isNotZero();
    }

    @Test
    void thePodStopsWhenTheLastSessionHasEndedAndTheNextOneTakesSessionsAgain() throws Exception {
        String session = created();
        await().atMost(PATIENCE).until(() -> "1".equals(told("sessions")));

        Process drain = started("drain.sh", Map.of("DRAIN_SECONDS", "120"));
        await().atMost(PATIENCE).until(() -> "draining".equals(told("state")));
        assertThat(post("/v1/media/session/create", "{\"type\": \"park\", \"wait_reply\": true}"))
                .contains("\"error\"");
        assertThat(drain.isAlive()).isTrue();
        post("/v1/media/session/destroy", "{\"session_id\": \"" + session + "\"}");

        assertThat(ended(drain)).isZero();
        assertThat(said("drain.sh")).contains("drains", "no more sessions");
        assertThat(ended(started("return.sh", Map.of("RETURN_SECONDS", "60")))).isZero();
        assertThat(told("state")).isEqualTo("up");
        assertThat(said("return.sh")).contains("taken back");
    }

    @Test
    void sessionsThatDoNotEndAreWaitedForOnlySoLong() throws Exception {
        String session = created();
        await().atMost(PATIENCE).until(() -> "1".equals(told("sessions")));

        assertThat(ended(started("drain.sh", Map.of("DRAIN_SECONDS", "2")))).isZero();
        assertThat(said("drain.sh")).contains("still has sessions");
        post("/v1/media/session/destroy", "{\"session_id\": \"" + session + "\"}");
    }

    @Test
    void whatAnOperatorDrainedStaysSoWhenOnlyTheProcessIsStartedAnew() throws Exception {
        Files.createFile(state.resolve("started"));
        post("/v1/media/node/drain", "{\"node_id\": \"" + node + "\"}");
        await().atMost(PATIENCE).until(() -> "draining".equals(told("state")));

        assertThat(ended(started("return.sh", Map.of()))).isZero();
        assertThat(told("state")).isEqualTo("draining");
    }

    @Test
    void anUnknownServerHasNothingToDrain() throws Exception {
        assertThat(ended(started("drain.sh", Map.of("NODE_IP", "192.0.2.1", "DRAIN_SECONDS", "60")))).isZero();
        assertThat(said("drain.sh")).contains("nothing to drain");
    }

    @Test
    void whileNobodyAnswersDrainingIsTriedUntilItsEnd() throws Exception {
        assertThat(ended(started("drain.sh", Map.of("MEDIARY_URL", "http://127.0.0.1:1", "DRAIN_SECONDS", "2"))))
                .isZero();
        assertThat(ended(started("return.sh", Map.of("MEDIARY_URL", "http://127.0.0.1:1", "RETURN_SECONDS", "2"))))
                .isNotZero();
    }

    @Test
    void aTokenThatIsRefusedIsSaidOnceAndSessionsGetTheirTimeAllTheSame() throws Exception {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        refusing.start();
        String url = "http://127.0.0.1:" + refusing.getAddress().getPort();
        try {
            Instant begun = Instant.now();
            assertThat(ended(started("drain.sh", Map.of("MEDIARY_URL", url, "DRAIN_SECONDS", "3")))).isZero();
            assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
            assertThat(said("drain.sh")).containsOnlyOnce("refuses operator-token");
            assertThat(ended(started("return.sh", Map.of("MEDIARY_URL", url)))).isNotZero();
            assertThat(said("return.sh")).contains("refuses operator-token");
        } finally {
            refusing.stop(0);
        }
    }

    private String told(String field) {
        return given().contentType("application/json").post("/v1/media/node/get_list").jsonPath()
                .getString("data[0]." + field);
    }

    private static String created() {
        return given().contentType("application/json").body("{\"type\": \"park\", \"wait_reply\": true}")
                .post("/v1/media/session/create").jsonPath().getString("data.session_id");
    }

    private static String post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).asString();
    }

    private Process started(String script, Map<String, String> environment, String... arguments) throws IOException {
        String[] command = new String[arguments.length + 2];
        command[0] = "sh";
        command[1] = HOOKS.resolve(script).toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(state.resolve(script + ".log").toFile());
        builder.environment().putAll(Map.of("MEDIARY_URL", instance.toString().replaceFirst("/$", ""),
                "MEDIARY_TOKEN", "none", "NODE_IP", "127.0.0.1", "STATE_DIRECTORY", state.toString(), "DRAIN_STEP",
                "0.2", "RETURN_STEP", "0.2"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String said(String script) throws IOException {
        return Files.readString(state.resolve(script + ".log"), StandardCharsets.UTF_8);
    }

    private static int ended(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
