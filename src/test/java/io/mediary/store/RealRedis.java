package io.mediary.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.mediary.config.StoreConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.RedisOptions;
import redis.embedded.RedisServer;

/** A real Redis on a free port for a test class, or for one after the other, emptied before each test; with what a test needs to talk to it. */
public final class RealRedis implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Vertx vertx;
    private int port;
    private RedisServer server;
    private Redis redis;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        vertx = Vertx.vertx();
        start();
        redis = client();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        command("FLUSHALL");
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        redis.close();
        stop();
        vertx.closeAndAwait();
    }

    /** Starts it (again, on its port, empty). */
    public void start() throws IOException {
        server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
        server.start();
    }

    /** Stops it. */
    public void stop() throws IOException {
        server.stop();
    }

    /** The Vert.x that the clients run on. */
    public Vertx vertx() {
        return vertx;
    }

    /** The client that tests share. */
    public Redis redis() {
        return redis;
    }

    /** A client of its own. */
    public Redis client() {
        RedisOptions options = new RedisOptions().setConnectionString("redis://127.0.0.1:" + port).setMaxPoolSize(24)
                .setMaxPoolWaiting(4096);
        return Redis.createClient(vertx, options);
    }

    /** Runs a plain command. */
    public Response command(String command, String... args) {
        Request request = Request.cmd(Command.create(command));
        for (String arg : args) {
            request.arg(arg);
        }
        return await(redis.send(request));
    }

    /** What clients send while {@code action} runs: a command each, scripts' own commands apart. */
    public List<String> roundTrips(Runnable action) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            BufferedReader monitor = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
            monitor.readLine();
            action.run();
            command("ECHO", "end of the action");
            List<String> seen = new ArrayList<>();
            for (String line = monitor.readLine(); !line.contains("end of the action"); line = monitor.readLine()) {
                if (!line.contains(" lua] ")) {
                    seen.add(line);
                }
            }
            return seen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for an answer. */
    public static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    /** The settings, with some of {@code mediary.store} changed: {@code "lease", "1s"}. */
    public static StoreConfig config(String... changed) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < changed.length; i += 2) {
            properties.put("mediary.store." + changed[i], changed[i + 1]);
        }
        return new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(StoreConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 200)).addDiscoveredConverters().build()
                .getConfigMapping(StoreConfig.class);
    }

}
