package io.mediary.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A real Redis on a free port for tests, and a look into it. Thread-safe; every method blocks. */
public final class RedisProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RunningRedis redis = RunningRedis.start();

    /** Where it listens. */
    public URI url() {
        return redis.url();
    }

    /** The port. */
    public int port() {
        return url().getPort();
    }

    /**
     * Runs a command.
     *
     * @return a {@code String}, {@code Long}, {@code List} or null
     * @throws IllegalStateException with Redis' text where it answers an error
     */
    public Object command(String... words) {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream().write(Resp.command(words));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Resp.Message answer = Resp.read(in);
            if (answer.kind() == '-') {
                throw new IllegalStateException(String.join(" ", words) + ": " + answer.value());
            }
            return answer.value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All keys, sorted. */
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        ((List<?>) command("KEYS", "*")).forEach(key -> keys.add((String) key));
        return keys;
    }

    /** The members of a set or sorted set. */
    public List<String> members(String key) {
        boolean sorted = "zset".equals(command("TYPE", key));
        List<?> members = (List<?>) (sorted ? command("ZRANGE", key, "0", "-1") : command("SMEMBERS", key));
        return members.stream().map(String::valueOf).toList();
    }

    /** Empties it. */
    public void flush() {
        command("FLUSHALL");
    }

    @Override
    public void close() {
        redis.close();
    }
}
