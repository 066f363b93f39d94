package io.mediary.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A look into a Redis that may be away: many commands in one round trip. Thread-safe; every method blocks. */
public final class RedisLook {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final int port;

    /** At a port of loopback. */
    public RedisLook(int port) {
        this.port = port;
    }

    /**
     * Runs a command.
     *
     * @return a {@code String}, {@code Long}, {@code List} or null
     * @throws IllegalStateException with Redis' text where it answers an error
     * @throws UncheckedIOException where it is away
     */
    public Object command(String... words) {
        return commands(List.of(List.of(words))).get(0);
    }

    /** The same, of several commands in one round trip. */
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
}
