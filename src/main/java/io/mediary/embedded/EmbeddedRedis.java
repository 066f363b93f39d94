package io.mediary.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.jboss.logging.Logger;

/**
 * A real Redis in a process of its own, without persistence, for development, tests and small try-outs. It ends with
 * this object or with the JVM, however that ends. Thread-safe; {@link #start} and {@link #close} block.
 */
public final class EmbeddedRedis implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedRedis.class);
    private static final int ATTEMPTS = 5;

    private final RedisProcess process;
    private final RedisBinary binary;

    private EmbeddedRedis(RedisProcess process, RedisBinary binary) {
        this.process = process;
        this.binary = binary;
    }

    /**
     * Starts a Redis: the one that comes with the embedded-redis library, or where that does not run here the
     * `redis-server` on the `PATH`.
     *
     * @param host the address to listen on
     * @param port the port; 0 takes any free one
     * @throws IllegalStateException where neither runs, with what each of them said
     */
    public static EmbeddedRedis start(String host, int port) {
        List<String> failures = new ArrayList<>();
        for (RedisBinary.Source source : RedisBinary.sources()) {
            try {
                return start(source.find(), host, port);
            } catch (IOException | RuntimeException e) {
                LOG.debugf(e, "The embedded Redis did not start from %s", source);
                failures.add(e.getMessage());
            }
        }
        throw new IllegalStateException("No embedded Redis can be started: " + String.join("; ", failures)
                + ". Install redis-server (on Debian: apt-get install redis-server), or set quarkus.redis.hosts to a Redis "
                + "that runs.");
    }

    /** Where it listens, such as `redis://127.0.0.1:40123`. */
    public URI url() {
        return process.url();
    }

    /** Whether the process lives. */
    public boolean running() {
        return process.running();
    }

    /** Ends the process. Closing twice does nothing. */
    @Override
    public void close() {
        process.close();
        binary.close();
    }

    /** The binary is removed as soon as it runs, where the system allows that: so a killed JVM leaves no file either. */
    private static EmbeddedRedis start(RedisBinary binary, String host, int port) throws IOException {
        try {
            for (int attempt = 1;; attempt++) {
                try {
                    int candidate = port == 0 ? free(host) : port;
                    return new EmbeddedRedis(RedisProcess.start(binary.path(), host, candidate), binary);
                } catch (IOException e) {
                    if (port != 0 || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } finally {
            binary.close();
        }
    }

    /** Somebody else may take the port before Redis does: hence the attempts. */
    private static int free(String host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        }
    }
}
