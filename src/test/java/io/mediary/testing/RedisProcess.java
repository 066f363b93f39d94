package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A real Redis on a free port for tests, and a look into it. Thread-safe; every method blocks. */
public final class RedisProcess implements AutoCloseable {

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
        try {
            return Resp.ask(port(), words);
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
