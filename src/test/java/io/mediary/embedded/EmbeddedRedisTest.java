package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

class EmbeddedRedisTest {

    @Test
    void servesOnALoopbackPortOfItsOwnUntilItIsClosed() throws Exception {
        EmbeddedRedis redis = EmbeddedRedis.start("127.0.0.1", 0);
        try (EmbeddedRedis other = EmbeddedRedis.start("127.0.0.1", 0)) {
            assertThat(redis.url().getHost()).isEqualTo("127.0.0.1");
            assertThat(redis.url()).isNotEqualTo(other.url());
            assertThat(ask(redis.url(), Request.cmd(Command.EVAL).arg("return 6 * 7").arg(0))).isEqualTo("42");
            assertThat(ask(redis.url(), Request.cmd(Command.CONFIG).arg("GET").arg("save"))).isEqualTo("{save: }");
        } finally {
            redis.close();
        }
        assertThat(redis.running()).isFalse();
    }

    @Test
    void saysWhatIsWrongWhereItCannotStart() {
        try (EmbeddedRedis redis = EmbeddedRedis.start("127.0.0.1", 0)) {
            assertThatThrownBy(() -> EmbeddedRedis.start("127.0.0.1", redis.url().getPort()))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("in use")
                    .hasMessageContaining("quarkus.redis.hosts");
        }
    }

    @Test
    void doesNotOutliveAKilledJvm() throws Exception {
        Process jvm = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                System.getProperty("java.class.path"), Starter.class.getName()).redirectErrorStream(true).start();
        try (var lines = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("redis://")) {
                line = lines.readLine();
            }
            URI url = URI.create(line);
            assertThat(ask(url, Request.cmd(Command.PING))).isEqualTo("PONG");
            jvm.destroyForcibly();
            await().until(() -> !reachable(url));
        } finally {
            jvm.destroyForcibly();
        }
    }

    /** A JVM that starts a Redis and waits for its end. */
    public static final class Starter {

        private Starter() {
        }

        public static void main(String[] args) throws InterruptedException {
            System.out.println(EmbeddedRedis.start("127.0.0.1", 0).url());
            Thread.currentThread().join();
        }
    }

    private static boolean reachable(URI url) {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String ask(URI url, Request request) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            return Redis.createClient(vertx, url.toString()).send(request).toCompletionStage().toCompletableFuture()
                    .get(10, TimeUnit.SECONDS).toString();
        } finally {
            vertx.close();
        }
    }
}
