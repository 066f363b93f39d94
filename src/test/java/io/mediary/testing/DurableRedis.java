package io.mediary.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A real Redis ({@code redis-server} of this machine) that keeps its data in a file, so that a test can end it and start
 * it again at the same port, or let it hang. It ends with this JVM. Thread-safe; every method blocks. Needs
 * {@link RequiresCommand} of {@code redis-server}.
 */
public final class DurableRedis implements AutoCloseable {

    private static final Duration STARTUP = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Path directory;
    private final int port;
    private final Thread hook = new Thread(this::kill, "end-redis");
    private Process process;

    /**
     * Starts it at a free port.
     *
     * @param directory where its file and its log are; made where it is not there
     */
    public DurableRedis(Path directory) {
        this.directory = directory.toAbsolutePath();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.createDirectories(directory);
            port = socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(hook);
        start();
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** Starts it again after {@link #stop}, with the data that it had. */
    public synchronized void start() {
        List<String> line = List.of(Commands.path("redis-server"), "--bind", "127.0.0.1", "--port",
                String.valueOf(port), "--dir", directory.toString(), "--appendonly", "yes", "--appendfsync", "everysec",
                "--save", "", "--daemonize", "no");
        try {
            process = new ProcessBuilder(line).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("redis.log").toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("Redis answers, see " + directory).atMost(STARTUP).pollInterval(Duration.ofMillis(20))
                .ignoreExceptions().until(() -> "PONG".equals(command("PING")));
    }

    /** Ends it in order. */
    public synchronized void stop() {
        process.destroy();
        awaitEnd();
    }

    /** From now on it neither answers nor closes anything, as a machine that hangs; {@link #resume} ends that. */
    public void pause() {
        signal("STOP");
    }

    /** It goes on. */
    public void resume() {
        signal("CONT");
    }

    /** Cuts the connections of all clients. */
    public void cut() {
        command("CLIENT", "KILL", "TYPE", "pubsub");
        command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    /**
     * Runs a command.
     *
     * @return a {@code String}, {@code Long}, {@code List} or null
     * @throws IllegalStateException with Redis' text where it answers an error
     * @throws UncheckedIOException where it is away
     */
    public Object command(String... words) {
        return commands(List.of(words)).get(0);
    }

    /** Runs several commands in one round trip. */
    @SafeVarargs
    public final List<Object> commands(List<String>... commands) {
        return commands(List.of(commands));
    }

    /** Runs several commands in one round trip. */
    public List<Object> commands(List<List<String>> commands) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.setTcpNoDelay(true);
            for (List<String> command : commands) {
                socket.getOutputStream().write(Resp.command(command.toArray(String[]::new)));
            }
            InputStream in = new BufferedInputStream(socket.getInputStream());
            List<Object> answers = new ArrayList<>();
            for (List<String> command : commands) {
                Resp.Message answer = Resp.read(in);
                if (answer.kind() == '-') {
                    throw new IllegalStateException(String.join(" ", command) + ": " + answer.value());
                }
                answers.add(answer.value());
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys that fit a pattern, sorted. */
    public Set<String> keys(String pattern) {
        Set<String> keys = new TreeSet<>();
        ((List<?>) command("KEYS", pattern)).forEach(key -> keys.add((String) key));
        return keys;
    }

    /** The members of a set or sorted set. */
    public List<String> members(String key) {
        boolean sorted = "zset".equals(command("TYPE", key));
        List<?> members = (List<?>) (sorted ? command("ZRANGE", key, "0", "-1") : command("SMEMBERS", key));
        return members.stream().map(String::valueOf).toList();
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

    private synchronized void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Redis still runs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private synchronized void signal(String name) {
        try {
            int status = new ProcessBuilder(Commands.path("kill"), "-" + name, String.valueOf(process.pid()))
                    .inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
