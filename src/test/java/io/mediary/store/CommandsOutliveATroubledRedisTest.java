package io.mediary.store;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.config.StoreConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.testing.RedisCluster;
import io.mediary.testing.RedisSentinel;
import io.mediary.testing.RedisServer;
import io.mediary.testing.RequiresCommand;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;

/** Redis paused, restarted, failed over: every call ends within its time, and calls work again when Redis does. */
@RequiresCommand("redis-server")
class CommandsOutliveATroubledRedisTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    /** What the machine may add. */
    private static final Duration SLACK = Duration.ofSeconds(2);
    private static final String LOG = Keys.log(new Partition(5));

    private final Vertx vertx = Vertx.vertx();
    private final StoreConfig config = RealRedis.config("timeout", TIMEOUT.toMillis() + "ms");
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        vertx.closeAndAwait();
    }

    @Test
    void aPausedRedisIsUnavailableInTimeAndDoesLittleForThoseWhoHaveGone() {
        RedisServer server = keep(new RedisServer());
        Scripts scripts = over(RedisClients.standalone(vertx, server.port()));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> publish(scripts));
        server.pause();
        List<CompletableFuture<?>> calls = IntStream.range(0, 400).<CompletableFuture<?>>mapToObj(i -> i % 2 == 0
                ? scripts.run("publish", LOG, "o", "", "{}").subscribeAsCompletionStage()
                : scripts.together(List.of(new Scripts.Call("lives", List.of(LOG), List.of())))
                        .subscribeAsCompletionStage())
                .toList();
        long before = System.nanoTime();
        await().atMost(TIMEOUT.plus(SLACK)).until(() -> calls.stream().allMatch(CompletableFuture::isDone));
        assertThat(calls).allSatisfy(CommandsOutliveATroubledRedisTest::isUnavailable);
        // Longer than a hanging connection is kept.
        await().atMost(PATIENCE).until(() -> System.nanoTime() - before > Duration.ofSeconds(5).toNanos());
        server.goOn();
        await("calls work").atMost(Duration.ofSeconds(3)).ignoreExceptions().until(() -> publish(scripts));
        assertThat((Long) server.command("XLEN", LOG)).as("one for each connection that was open, and our own")
                .isLessThan(40);
        isBackFor(scripts, 100);
    }

    @Test
    void aPauseShorterThanAConnectionsPatienceUsesNoConnectionUp() {
        RedisServer server = keep(new RedisServer());
        Scripts scripts = over(RedisClients.standalone(vertx, server.port()));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> publish(scripts));
        for (int round = 0; round < 3; round++) {
            server.pause();
            List<CompletableFuture<?>> calls = IntStream.range(0, 60).<CompletableFuture<?>>mapToObj(
                    i -> scripts.together(List.of(new Scripts.Call("lives", List.of(LOG), List.of())))
                            .subscribeAsCompletionStage())
                    .toList();
            await().atMost(TIMEOUT.plus(SLACK)).until(() -> calls.stream().allMatch(CompletableFuture::isDone));
            server.goOn();
            await("calls work").atMost(Duration.ofSeconds(3)).ignoreExceptions().until(() -> publish(scripts));
        }
        isBackFor(scripts, 100);
    }

    @Test
    void aRestartedRedisHasItsDataAndLearnsTheScriptsAgain() {
        RedisServer server = keep(new RedisServer("--appendonly", "yes", "--appendfsync", "always"));
        Scripts scripts = over(RedisClients.standalone(vertx, server.port()));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> publish(scripts));
        server.kill();
        CompletableFuture<?> call = scripts.command(Command.PING).subscribeAsCompletionStage();
        await().atMost(TIMEOUT.plus(SLACK)).until(call::isDone);
        isUnavailable(call);
        CompletableFuture<Void> back = scripts.back().subscribeAsCompletionStage();
        assertThat(back).isNotDone();
        server.start();
        await("those who wait are told").atMost(Duration.ofSeconds(5)).until(back::isDone);
        publish(scripts);
        assertThat((Long) server.command("XLEN", LOG)).isGreaterThanOrEqualTo(2L);
    }

    @Test
    void whoWaitsForRedisDoesNotAskItAllTheTime() throws IOException {
        try (Refusing refusing = new Refusing()) {
            Scripts scripts = over(RedisClients.standalone(vertx, refusing.port()));
            isUnavailable(scripts.command(Command.PING).subscribeAsCompletionStage());
            List<CompletableFuture<Void>> waiting = IntStream.range(0, 500)
                    .mapToObj(i -> scripts.back().subscribeAsCompletionStage()).toList();
            long before = System.nanoTime();
            await().atMost(PATIENCE).until(() -> System.nanoTime() - before > Duration.ofSeconds(4).toNanos());
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            assertThat(refusing.attempts()).as("attempts in 4 s").isBetween(3, 12);
        }
    }

    @Test
    void afterAFailOverOfAMasterThatDiedCallsGoToTheNewOne() {
        RedisSentinel sentinel = keep(new RedisSentinel());
        Scripts scripts = over(RedisClients.sentinel(vertx, sentinel.hosts()));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> publish(scripts));
        sentinel.first().kill();
        sentinel.awaitFailOver();
        await("calls work").atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> publish(scripts));
        isBackFor(scripts, 100);
        sentinel.first().start();
    }

    @Test
    void afterAFailOverOfAMasterThatHangsCallsGoToTheNewOneAlsoWhenTheOldOneWakesUp() {
        RedisSentinel sentinel = keep(new RedisSentinel());
        Scripts scripts = over(RedisClients.sentinel(vertx, sentinel.hosts()));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> publish(scripts));
        sentinel.first().pause();
        sentinel.awaitFailOver();
        await("calls work").atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> publish(scripts));
        isBackFor(scripts, 100);
        sentinel.first().goOn();
        await("the old one follows the new one").atMost(PATIENCE)
                .until(() -> sentinel.first().info("role").equals("slave"));
        isBackFor(scripts, 100);
        await("both have the same").atMost(PATIENCE).untilAsserted(() -> assertThat(
                sentinel.first().command("XLEN", LOG)).isEqualTo(sentinel.second().command("XLEN", LOG)));
    }

    @Test
    void afterAMasterOfAClusterDiedCallsGoToItsReplica() {
        RedisCluster cluster = keep(new RedisCluster(true));
        Scripts scripts = over(RedisClients.cluster(vertx, cluster.hosts()));
        await().atMost(PATIENCE).ignoreExceptions().until(() -> publish(scripts));
        RedisServer master = cluster.owner(LOG);
        master.kill();
        await("calls work").atMost(PATIENCE).ignoreExceptions().until(() -> publish(scripts));
        isBackFor(scripts, 100);
        master.start();
    }

    private Scripts over(Redis redis) {
        opened.add(0, redis::close);
        Scripts scripts = new Scripts(redis, config);
        opened.add(0, scripts::close);
        return scripts;
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }

    private static boolean publish(Scripts scripts) {
        return await(scripts.run("publish", LOG, "o", "", "{}")).toInteger() == 1;
    }

    /** More calls than connections, at once: none is used up. */
    private static void isBackFor(Scripts scripts, int calls) {
        IntStream.range(0, calls).mapToObj(i -> scripts.run("publish", LOG, "o", "", "{}").subscribeAsCompletionStage())
                .toList().forEach(CompletableFuture::join);
    }

    private static void isUnavailable(CompletableFuture<?> call) {
        assertThat(call).failsWithin(TIMEOUT.plus(SLACK)).withThrowableThat().havingRootCause()
                .isInstanceOfSatisfying(Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    /** Takes connections and closes them, and counts. */
    private static final class Refusing implements AutoCloseable {

        private final ServerSocket door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        private final AtomicInteger attempts = new AtomicInteger();

        private Refusing() throws IOException {
            Thread thread = new Thread(this::accept, "refusing");
            thread.setDaemon(true);
            thread.start();
        }

        private int port() {
            return door.getLocalPort();
        }

        private int attempts() {
            return attempts.get();
        }

        private void accept() {
            while (!door.isClosed()) {
                try (Socket socket = door.accept()) {
                    attempts.incrementAndGet();
                } catch (IOException e) {
                    return; // the door was closed
                }
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
        }
    }
}
