package io.mediary.instance;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.config.StoreConfig;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.Keys;
import io.mediary.store.Partition;
import io.mediary.store.RealRedis;
import io.mediary.store.RedisClients;
import io.mediary.testing.RedisCluster;
import io.mediary.testing.RedisSentinel;
import io.mediary.testing.RedisServer;
import io.mediary.testing.RequiresCommand;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;

/** Channel, heartbeat and clock of an instance over real Redis processes that hang, die and are replaced. */
@RequiresCommand("redis-server")
class AnInstanceOutlivesItsRedisTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final AtomicInteger subscribed = new AtomicInteger();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        vertx.closeAndAwait();
    }

    @Test
    void bellsOfAllPartitionsOfAClusterAreHeardAlsoAfterTheNodeOfTheSubscriptionDied() {
        RedisCluster cluster = keep(new RedisCluster(true));
        TestInstance one = started(RedisClients.cluster(vertx, cluster.hosts()), "timeout", "1s");
        one.listen(bell());
        await().atMost(PATIENCE).until(() -> subscribed.get() == 1);
        watchAll(one);
        hearsAll(one);
        assertThat(subscribed).as("the connections to the other nodes come and go").hasValue(1);

        RedisServer subscription = cluster.masters().stream().filter(
                node -> ((List<?>) node.command("PUBSUB", "NUMSUB", Keys.channel("one"))).get(1).equals(1L))
                .findFirst().orElseThrow();
        subscription.kill();
        await("it is heard again").atMost(PATIENCE).until(() -> subscribed.get() > 1);
        // As whoever listens does: the replica may not have been told yet who watches.
        await("watched again").atMost(PATIENCE).ignoreExceptions().until(() -> {
            watchAll(one);
            return true;
        });
        hearsAll(one);
        subscription.start();
    }

    @Test
    void bellsAreHeardAfterAFailOver() {
        RedisSentinel sentinel = keep(new RedisSentinel());
        TestInstance one = started(RedisClients.sentinel(vertx, sentinel.hosts()), "timeout", "1s");
        one.listen(bell());
        await().atMost(PATIENCE).until(() -> subscribed.get() == 1);
        watchAll(one);
        hearsAll(one);
        sentinel.first().pause();
        sentinel.awaitFailOver();
        await("it is heard again").atMost(PATIENCE).until(() -> subscribed.get() > 1);
        hearsAll(one);
        sentinel.first().goOn();
    }

    @Test
    void noResumeWindowEndsBeforeAFullOneHasPassedSinceRedisCameBack() {
        RedisServer server = keep(new RedisServer("--appendonly", "yes", "--appendfsync", "always"));
        Duration window = Duration.ofSeconds(3);
        TestInstance one = started(RedisClients.standalone(vertx, server.port()), "timeout", "1s", "poll", "20ms",
                "resume-window", window.toMillis() + "ms");
        AtomicLong acted = new AtomicLong();
        one.tick(new DueHandler() {

            @Override
            public String kind() {
                return "conn";
            }

            @Override
            public Uni<Void> due(Due due) {
                acted.compareAndSet(0, System.nanoTime());
                return Uni.createFrom().voidItem();
            }
        });
        await().atMost(PATIENCE).until(() -> one.heartbeat.answering().compareTo(window) > 0);
        long due = Long.parseLong((String) ((List<?>) server.command("TIME")).get(0)) * 1000 + 1500;
        server.command("ZADD", Keys.deadlines(Partition.of("c")), Long.toString(due), "[\"conn\",\"c\",\"resume\"]");
        server.kill();
        await().atMost(PATIENCE).until(() -> System.currentTimeMillis() > due + 500);
        assertThat(one.heartbeat.answering()).isZero();
        server.start();
        long back = System.nanoTime();
        await().atMost(PATIENCE).until(() -> acted.get() != 0);
        assertThat(Duration.ofNanos(acted.get() - back)).isGreaterThan(window.minusMillis(500));
    }

    private void watchAll(TestInstance instance) {
        for (int number = 0; number < Partition.COUNT; number++) {
            await(instance.scripts.run("watch", Keys.log(new Partition(number)), "one", "*"));
        }
    }

    private void hearsAll(TestInstance instance) {
        heard.clear();
        await("bells of all partitions").atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).ignoreExceptions()
                .until(() -> {
                    for (int number = 0; number < Partition.COUNT; number++) {
                        await(instance.scripts.run("publish", Keys.log(new Partition(number)), "o", "", "{}"));
                    }
                    return heard.containsAll(IntStream.range(0, Partition.COUNT).mapToObj(Integer::toString).toList());
                });
    }

    private Bell bell() {
        return new Bell() {

            @Override
            public String type() {
                return "log";
            }

            @Override
            public void ring(String rest) {
                heard.add(rest.split(" ")[0]);
            }

            @Override
            public void resubscribed() {
                subscribed.incrementAndGet();
            }
        };
    }

    private TestInstance started(Redis redis, String... settings) {
        opened.add(0, redis::close);
        StoreConfig config = RealRedis.config(Stream.concat(Stream.of("heartbeat", "400ms"), Stream.of(settings))
                .toArray(String[]::new));
        TestInstance instance = new TestInstance(redis, vertx, "one", config);
        opened.add(0, instance::die);
        instance.beat();
        return instance;
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }
}
