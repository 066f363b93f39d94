package io.mediary.ice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A coturn on the loopback interface with the configuration that {@code k8s/} gives it, and coturn's own client. One thread.
 */
final class TurnServer implements AutoCloseable {

    private static final Path CONFIGURATION = Path.of("k8s/common/coturn/turnserver.conf");
    private static final String HOST = "127.0.0.1";

    private final int port = freePort();
    private final Path directory;
    private final Process process;

    private TurnServer(String secret, List<String> more) throws IOException {
        directory = Files.createTempDirectory("turn");
        List<String> command = new ArrayList<>(List.of("turnserver", "-c", CONFIGURATION.toString(),
                "--static-auth-secret", secret, "--listening-ip", HOST, "--relay-ip", HOST, "--listening-port",
                String.valueOf(port), "--no-tls", "--no-dtls", "--pidfile", directory.resolve("pid").toString(),
                "--userdb", directory.resolve("db").toString()));
        command.addAll(more);
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile()).start();
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param secret that credentials are made with
     * @param more arguments, which come after the configuration
     */
    static TurnServer start(String secret, String... more) {
        try {
            TurnServer server = new TurnServer(secret, List.of(more));
            Awaitility.await("coturn listens").until(server::listens);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(HOST, port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What coturn's client says when two clients send one another three messages by way of the server. */
    String relayed(String username, String credential) {
        try {
            Process client = new ProcessBuilder("turnutils_uclient", "-y", "-c", "-n", "3", "-u", username, "-w",
                    credential, "-p", String.valueOf(port), HOST).redirectErrorStream(true)
                    .redirectOutput(directory.resolve("client").toFile()).start();
            boolean ended = client.waitFor(60, TimeUnit.SECONDS);
            client.destroyForcibly();
            String said = Files.readString(directory.resolve("client"), StandardCharsets.UTF_8);
            if (!ended) {
                throw new IllegalStateException("turnutils_uclient does not end: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that is free for TCP and for UDP. */
    private static int freePort() {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
            return udp.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
