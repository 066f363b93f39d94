package io.mediary.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A {@code redis-server} of this machine with a directory of its own, which a test can stop, pause and start again with its data or without, on the
 * port that it had. It does not outlive this JVM. For one thread; every method blocks.
 */
public final class RedisServer implements AutoCloseable {

    private static final Duration STARTUP = Duration.ofSeconds(15);
    /** Leaves a guard behind that kills Redis when this JVM is gone. */
    private static final String GUARDED = "exec 3<&0; me=$$; (cat <&3 >/dev/null; kill -9 $me) >/dev/null 2>&1 & "
            + "exec \"$@\" 3<&- </dev/null";

    private final int port;
    private final Path directory;
    private final List<String> settings;
    private Process process;

    /** Starts one; further settings as words of its command line: {@code --appendonly yes}. */
    public RedisServer(String... settings) {
        this(freePort(), List.of(settings));
    }

    private RedisServer(int port, List<String> settings) {
        this.port = port;
        this.settings = settings;
        try {
            directory = Files.createTempDirectory("redis-" + port + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** A server whose bus of a cluster has a port that is free, too. */
    static RedisServer forCluster(String... settings) {
        List<String> all = new ArrayList<>(List.of("--cluster-enabled", "yes", "--cluster-port",
                Integer.toString(freePort())));
        all.addAll(List.of(settings));
        return new RedisServer(freePort(), all);
    }

    /** A Sentinel, which reads and writes a file of settings. */
    static RedisServer sentinel(String... lines) {
        int port = freePort();
        try {
            Path file = Files.createTempFile("sentinel-" + port + "-", ".conf");
            Files.write(file, List.of(lines));
            return new RedisServer(port, List.of(file.toString(), "--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens on loopback. */
    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:PORT}. */
    public URI url() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** Runs a command: as {@link RedisProcess#command}. */
    public Object command(String... words) {
        try {
            return Resp.ask(port, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of {@code INFO}: what stands behind the name; empty where there is none. */
    public String info(String name) {
        return ((String) command("INFO")).lines().filter(line -> line.startsWith(name + ":")).findFirst()
                .map(line -> line.substring(name.length() + 1).strip()).orElse("");
    }

    /** Starts it again, with what is in its directory; returns when it answers. */
    public void start() {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARDED, "redis", "redis-server"));
        boolean file = !settings.isEmpty() && settings.get(0).endsWith(".conf");
        command.addAll(file ? settings.subList(0, 1) : List.of());
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString(),
                "--save", "", "--daemonize", "no", "--protected-mode", "no"));
        command.addAll(file ? settings.subList(1, settings.size()) : settings);
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                    .directory(new File(directory.toString())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("redis answers, see " + directory).atMost(STARTUP).pollInterval(Duration.ofMillis(20))
                .ignoreExceptions().until(() -> "PONG".equals(command("PING")));
    }

    /** SIGKILL; what it has written to disk stays. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM: it ends in order. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Its data is gone; for a server that does not run. */
    public void wipe() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory) && !file.endsWith("log") && !file.endsWith("nodes.conf")) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGSTOP: it keeps its connections and answers nothing. */
    public void pause() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void goOn() {
        signal("-CONT");
    }

    @Override
    public void close() {
        kill();
        wipe();
    }

    private void signal(String signal) {
        try {
            int ended = new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start().waitFor();
            if (ended != 0) {
                throw new IllegalStateException("kill " + signal + " ended with " + ended);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STARTUP.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("redis still runs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
