package io.mediary.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.testing.RequiresCommand;

/** A real Redis takes the configuration in {@code k8s/}, and has everything again after it was killed. */
@RequiresCommand("redis-server")
class RedisIsConfiguredToKeepThingsTest {

    private static final String LOG_IN = "AUTH secret\r\n";

    @TempDir
    Path data;

    @Test
    void whatWasWrittenIsThereAfterAKillAndNothingWithoutThePassword() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process first = started(port);
        try {
            assertThat(asked(port, "GET key\r\n")).contains("NOAUTH");
            assertThat(asked(port, LOG_IN + "SET key kept\r\n")).contains("+OK\r\n+OK");
            assertThat(asked(port, LOG_IN + "CONFIG GET maxmemory-policy\r\n")).contains("noeviction");
        } finally {
            first.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        Process second = started(port);
        try {
            assertThat(asked(port, LOG_IN + "GET key\r\n")).contains("kept");
        } finally {
            second.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private Process started(int port) throws IOException {
        Process process = new ProcessBuilder("redis-server", "k8s/common/redis/redis.conf", "--requirepass", "secret",
                "--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", data.toString())
                .redirectErrorStream(true).redirectOutput(data.resolve("log").toFile()).start();
        Awaitility.await("Redis answers").until(() -> asked(port, LOG_IN + "PING\r\n").contains("PONG"));
        return process;
    }

    private static String asked(int port, String commands) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((commands + "QUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notThere) {
            return "";
        }
    }
}
