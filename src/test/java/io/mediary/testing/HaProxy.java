package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;

/**
 * A real haproxy before instances. It finds out by itself who is ready ({@code /q/health/ready}, twice a second): a server
 * that is not named any more keeps its place until another one needs it. Thread-safe. Needs {@link RequiresCommand} of
 * {@code haproxy}.
 */
public final class HaProxy implements FrontDoor {

    private static final int PLACES = 12;
    private static final Duration STARTUP = Duration.ofSeconds(20);
    private static final int ANSWER = 4_096;

    private final int port;
    private final Path orders;
    private final Process process;
    private final Thread hook;
    /** Which port each place has, by its number. */
    private final Map<Integer, Integer> places = new HashMap<>();

    /**
     * Starts it at a free port, before nobody.
     *
     * @param directory where its configuration and its log go
     */
    public HaProxy(Path directory) {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            // The path of a Unix socket may have 107 characters: fewer than that of a build's directory.
            orders = Files.createTempDirectory("haproxy").resolve("orders");
            Path configuration = directory.resolve("haproxy.cfg");
            Files.writeString(configuration, configuration());
            process = new ProcessBuilder(Commands.path("haproxy"), "-db", "-f", configuration.toString())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("haproxy.log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hook = new Thread(process::destroyForcibly, "end-haproxy");
        Runtime.getRuntime().addShutdownHook(hook);
        Awaitility.await("haproxy takes orders, see " + directory).atMost(STARTUP).ignoreExceptions()
                .until(() -> order("show info").contains("haproxy"));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void leadTo(List<Integer> ports) {
        Set<Integer> fresh = new HashSet<>(ports);
        fresh.removeAll(places.values());
        for (int server : fresh) {
            int place = place(ports);
            places.put(place, server);
            require("set server instances/i" + place + " state maint");
            require("set server instances/i" + place + " addr 127.0.0.1 port " + server);
            require("set server instances/i" + place + " state ready");
        }
    }

    /** One that was never taken, else one whose server is gone. */
    private int place(List<Integer> ports) {
        return IntStream.concat(
                IntStream.rangeClosed(1, PLACES).filter(place -> !places.containsKey(place)),
                IntStream.rangeClosed(1, PLACES).filter(place -> !ports.contains(places.get(place))))
                .findFirst().orElseThrow(() -> new IllegalStateException("more than " + PLACES + " servers"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(orders);
            Files.deleteIfExists(orders.getParent());
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalStateException e) {
            return; // the JVM is ending
        }
    }

    private String configuration() {
        return """
                global
                    maxconn 2000
                    stats socket %s level admin
                defaults
                    mode http
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                    timeout tunnel 1h
                    option redispatch
                    retries 3
                frontend clients
                    bind 127.0.0.1:%d
                    default_backend instances
                backend instances
                    balance leastconn
                    option httpchk GET /q/health/ready
                    http-check expect status 200
                    default-server check inter 500ms fall 2 rise 1 init-addr none
                    server-template i 1-%d 127.0.0.1:1 disabled
                """.formatted(orders, port, PLACES);
    }

    /** Orders that work are answered with nothing, or with what has changed. */
    private void require(String order) {
        String answer = order(order);
        if (!answer.isEmpty() && !answer.contains("changed") && !answer.contains("no need")) {
            throw new IllegalStateException(order + ": " + answer);
        }
    }

    private String order(String order) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(orders));
            channel.write(ByteBuffer.wrap((order + "\n").getBytes(StandardCharsets.US_ASCII)));
            StringBuilder answer = new StringBuilder();
            ByteBuffer part = ByteBuffer.allocate(ANSWER);
            while (channel.read(part) >= 0) {
                answer.append(StandardCharsets.US_ASCII.decode(part.flip()));
                part.clear();
            }
            return answer.toString().strip().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
