package io.mediary.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.support.ReflectionSupport;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.mediary.function.Command;
import io.mediary.testing.Commands;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.WebServer;
import io.vertx.core.http.HttpServerRequest;

/**
 * The overlay {@code functions}: its router, a haproxy with the rendered configuration, sends every command to an instance that serves it,
 * by the name that Knative knows it by, and all else to the gateway.
 */
@RequiresCommand({"kubectl", "haproxy"})
@TestInstance(Lifecycle.PER_CLASS)
class RequestsGoToTheirFunctionsTest {

    private static final String GATEWAY = "GATEWAY";
    private static final String READY = "/q/health/ready";
    private static final String DOMAIN = ".mediary.svc.cluster.local";

    private final Map<String, WebServer> servers = new HashMap<>();
    /** One that asks for HTTP/2 by an upgrade, as Java's does by itself: a connection that got it would leave the router's rules. */
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private Manifests manifests;
    /** What the router finds in its environment: names of hosts, by whose they are. */
    private Map<String, String> hosts;
    private Process haproxy;
    private int port;
    private int health;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        manifests = Manifests.rendered("functions");
        Container router = manifests.one(Deployment.class, "router").getSpec().getTemplate().getSpec().getContainers()
                .get(0);
        hosts = new TreeMap<>();
        for (EnvVar variable : router.getEnv()) {
            if (variable.getValue() != null) {
                hosts.put(variable.getName(), variable.getValue().replace("$(NAMESPACE)", "mediary"));
            }
        }
        port = freePort();
        health = freePort();
        for (String name : hosts.keySet()) {
            servers.put(name, new WebServer(Optional.empty(), request -> answer(name, request)));
        }
        String configuration = listening(port, health);
        for (String name : hosts.keySet()) {
            String address = "\"${" + name + "}:80\"";
            assertThat(configuration).contains("server " + name.toLowerCase(Locale.ROOT) + " " + address);
            configuration = configuration.replace(address, "127.0.0.1:" + servers.get(name).port());
        }
        haproxy = haproxy(directory, "router", configuration);
        await("the router answers, see target/router.log").ignoreExceptions()
                .until(() -> reached("GET", "/").startsWith(GATEWAY));
    }

    private String listening(int clients, int probes) {
        return manifests.one(ConfigMap.class, "router").getData().get("haproxy.cfg")
                .replace("bind :8080", "bind 127.0.0.1:" + clients).replace("bind :8081", "bind 127.0.0.1:" + probes);
    }

    private Process haproxy(Path directory, String name, String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve(name + ".cfg"), configuration);
        ProcessBuilder builder = new ProcessBuilder(Commands.path("haproxy"), "-W", "-db", "-f", file.toString())
                .redirectErrorStream(true).redirectOutput(Path.of("target", name + ".log").toFile());
        builder.environment().putAll(hosts);
        return builder.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (haproxy != null) {
            haproxy.destroy();
        }
        for (WebServer server : servers.values()) {
            server.close();
        }
    }

    static Stream<String> commands() {
        return ReflectionSupport.streamAllClassesInClasspathRoot(Path.of("target/classes").toUri(),
                type -> type.isAnnotationPresent(Command.class), name -> name.startsWith("io.mediary."))
                .map(type -> type.getAnnotation(Command.class).value()).sorted();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandGoesToTheFunctionThatServesItElseToTheGateway(String command) throws Exception {
        String serving = hosts.keySet().stream().filter(name -> !name.equals(GATEWAY) && serves(name, command))
                .findFirst().orElse(GATEWAY);

        String host = serving.equals(GATEWAY) ? "127.0.0.1:" + port : hosts.get(serving);
        assertThat(reached("POST", "/v1/" + command)).isEqualTo(serving + " " + host);
    }

    @ParameterizedTest
    @CsvSource({"/v1/ws,GATEWAY", "/v1/events?class=media,GATEWAY", "/,GATEWAY", "/q/openapi,GATEWAY",
            "/mediary.js,GATEWAY", "/v1/media/sessions/create,GATEWAY", "/v1/recordings/some,RECORDING"})
    void whatIsNoCommandGoesToTheGatewayButForTheFilesOfRecordings(String path, String serving) throws Exception {
        assertThat(reached("GET", path)).startsWith(serving + " ");
    }

    @Test
    void aSocketReachesTheGateway() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        WebSocket socket = http.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws"),
                new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        told.complete(data.toString());
                        return null;
                    }
                }).get(10, TimeUnit.SECONDS);
        assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("a socket of " + GATEWAY);
        socket.abort();
    }

    @Test
    void itIsReadyAsSoonAsItKnowsWhereTheGatewayIs(@TempDir Path directory) throws Exception {
        assertThat(ready(health)).isEqualTo(200);
        int probes = freePort();
        Process lost = haproxy(directory, "lost-router",
                listening(freePort(), probes).replace("${GATEWAY}", "gateway.invalid"));
        try {
            await("it answers, see target/lost-router.log").ignoreExceptions().until(() -> ready(probes) == 503);
        } finally {
            lost.destroy();
        }
        Container router = manifests.one(Deployment.class, "router").getSpec().getTemplate().getSpec().getContainers()
                .get(0);
        assertThat(router.getReadinessProbe().getHttpGet().getPath()).isEqualTo(READY);
        assertThat(router.getPorts()).anyMatch(open -> open.getContainerPort() == 8081
                && open.getName().equals(router.getReadinessProbe().getHttpGet().getPort().getStrVal()));
    }

    private int ready(int probes) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + probes + READY)).build(),
                BodyHandlers.discarding()).statusCode();
    }

    @Test
    void theNamesAreThoseOfWhatIsThere() {
        assertThat(hosts).hasSize(1 + manifests.all(io.fabric8.knative.serving.v1.Service.class).size());
        Service gateway = manifests.one(Service.class, hosts.get(GATEWAY).replace(DOMAIN, ""));
        assertThat(gateway.getSpec().getPorts()).anyMatch(open -> open.getPort() == 80);
        assertThat(environment(GATEWAY)).as("it serves everything").doesNotContainKey("MEDIARY_FUNCTIONS");
        hosts.keySet().stream().filter(name -> !name.equals(GATEWAY)).forEach(name -> {
            assertThat(commands()).as(name).anyMatch(command -> serves(name, command));
            assertThat(manifests.one(io.fabric8.knative.serving.v1.Service.class, hosts.get(name).replace(DOMAIN, ""))
                    .getMetadata().getLabels()).as("past the router nobody comes to it")
                    .containsEntry("networking.knative.dev/visibility", "cluster-local");
        });
    }

    private static void answer(String name, HttpServerRequest request) {
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            request.toWebSocket().onSuccess(socket -> socket.writeTextMessage("a socket of " + name));
        } else {
            request.response().end(name + " " + request.getHeader("Host"));
        }
    }

    private boolean serves(String name, String command) {
        return Arrays.stream(environment(name).get("MEDIARY_FUNCTIONS").split(","))
                .anyMatch(pattern -> command.matches(pattern.replace("*", ".*")));
    }

    /** The environment of the instances behind a name. */
    private Map<String, String> environment(String name) {
        String kind = name.equals(GATEWAY) ? "Deployment " : "Knative Service ";
        Workload workload = manifests.workloads().stream()
                .filter(one -> one.name().equals(kind + hosts.get(name).replace(DOMAIN, ""))).findFirst().orElseThrow();
        return KubernetesSettingsTest.environment(manifests, workload);
    }

    private String reached(String method, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString()).body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
