package io.mediary.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * A container that runs an image as it shall be run: nothing can be written but {@code /tmp}, and nothing is privileged. In this
 * machine's network, where the tests' Redis and media server are. Not thread-safe.
 */
final class ContainerOfMediary implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String id;
    private final int port;

    /** Starts it with these settings, by environment variables, and waits until it listens. */
    ContainerOfMediary(String image, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of("docker", "run", "--detach", "--network", "host", "--read-only",
                "--tmpfs", "/tmp:mode=1777", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--env",
                "QUARKUS_HTTP_HOST=127.0.0.1", "--env", "QUARKUS_HTTP_PORT=0"));
        environment.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
        command.add(image);
        id = Program.run(PATIENCE, command);
        try {
            Awaitility.await(image + " listens").atMost(PATIENCE).pollInterval(Duration.ofMillis(200))
                    .until(() -> !isRunning() || LISTENING.matcher(log()).find());
            Matcher listening = LISTENING.matcher(log());
            if (!listening.find()) {
                throw new IllegalStateException(image + " has ended: " + log());
            }
            port = Integer.parseInt(listening.group(1));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** GET; the answer whatever its status. */
    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    /** POST of JSON; the answer whatever its status. */
    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** What {@code docker inspect} says by a template. */
    String inspect(String template) {
        return Program.run("docker", "inspect", "--format", template, id);
    }

    /** Every file of the container, as {@code tar} lists it: mode, numbers of owner and group, size, time, path. */
    List<String> files() {
        return withExport(tar -> Program.run("tar", "--list", "--verbose", "--numeric-owner", "--file", tar.toString())
                .lines().toList());
    }

    /** Copies a file or directory out of it. */
    void copy(String path, Path to) {
        Program.run("docker", "cp", id + ":" + path, to.toString());
    }

    /** What it has printed. */
    String log() {
        return Program.run("docker", "logs", id);
    }

    @Override
    public void close() {
        Program.run("docker", "rm", "--force", "--volumes", id);
    }

    private boolean isRunning() {
        return inspect("{{.State.Running}}").equals("true");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private <T> T withExport(Function<Path, T> use) {
        try {
            Path tar = Files.createTempFile("container-", ".tar");
            try {
                Program.run("docker", "export", "--output", tar.toString(), id);
                return use.apply(tar);
            } finally {
                Files.delete(tar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
