package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * The packaged application ({@code target/quarkus-app} unless told otherwise) as a process of its own on a free port, so that a test can kill
 * it. Its output goes to {@code target/e2e/NAME.log}. It never outlives this JVM's orderly end.
 */
public final class MediaryProcess implements AutoCloseable {

    private static final Path LOGS = Path.of("target/e2e");
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^\\s:]+:(\\d+)");
    private static final Duration STARTUP = Duration.ofSeconds(90);
    private static final Duration ORDERLY_STOP = Duration.ofSeconds(40);

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread hook;
    private final int port;

    private MediaryProcess(String name, Packaging packaging, Map<String, String> properties) throws IOException {
        this.name = name;
        Files.createDirectories(LOGS);
        log = LOGS.resolve(name + ".log");
        Map<String, String> settings = new LinkedHashMap<>(Map.of("quarkus.http.host", "127.0.0.1",
                "quarkus.http.port", "0"));
        settings.putAll(properties);
        process = new ProcessBuilder(packaging.command(settings)).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        hook = new Thread(process::destroyForcibly, "end-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            port = awaitPort();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts an instance with authentication off and waits until it listens.
     *
     * @param name of its log file
     * @param properties system properties: {@code quarkus.redis.hosts}
     */
    public static MediaryProcess start(String name, Map<String, String> properties) {
        return start(name, Packaging.jar(), properties);
    }

    /**
     * The same from another package.
     *
     * @throws IllegalStateException with all that it said, where it ends before it listens
     */
    public static MediaryProcess start(String name, Packaging packaging, Map<String, String> properties) {
        try {
            return new MediaryProcess(name, packaging, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts two instances at the same time.
     *
     * @return both in this order, when both are there; where one fails the other is closed
     */
    public static List<MediaryProcess> sideBySide(Supplier<MediaryProcess> one, Supplier<MediaryProcess> other) {
        CompletableFuture<MediaryProcess> later = CompletableFuture.supplyAsync(other);
        MediaryProcess first;
        try {
            first = one.get();
        } catch (RuntimeException e) {
            later.handle((started, failure) -> started).thenAccept(started -> {
                if (started != null) {
                    started.close();
                }
            }).join();
            throw e;
        }
        try {
            return List.of(first, later.join());
        } catch (CompletionException e) {
            first.close();
            throw e;
        }
    }

    /** {@code http://127.0.0.1:PORT/PATH}. */
    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The address of the WebSocket door. */
    public URI socket() {
        return URI.create("ws://127.0.0.1:" + port + "/v1/ws");
    }

    /** Whether the process lives. */
    public boolean running() {
        return process.isAlive();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    /** SIGSTOP: it does nothing until {@link #resume}. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM; returns when it has ended in order. */
    public void stop() {
        terminate();
        awaitEnd(ORDERLY_STOP);
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    public void ends(Duration within) {
        awaitEnd(within);
    }

    /** What it has printed. */
    public String output() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending
        }
    }

    @Override
    public String toString() {
        return name + " (" + log + ")";
    }

    private int awaitPort() {
        Awaitility.await(name + " listens, see " + log)
                .atMost(STARTUP)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || LISTENING.matcher(output()).find());
        Matcher listening = LISTENING.matcher(output());
        if (!listening.find()) {
            throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + output());
        }
        return Integer.parseInt(listening.group(1));
    }

    private void awaitEnd(Duration time) {
        try {
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + " still runs after " + time);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
