package io.mediary.store;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.testing.RedisCluster;
import io.mediary.testing.RedisServer;
import io.mediary.testing.RequiresCommand;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Response;

/** The store over a real cluster of three nodes: records of all partitions, and slots that move while it is used. */
@RequiresCommand("redis-server")
class AClusterServesEveryPartitionTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static RedisCluster cluster;
    private static Redis redis;

    private final TwoInstances instances = new TwoInstances(redis, VERTX, RealRedis.config("timeout", "9s"));

    @BeforeAll
    static void start() {
        cluster = new RedisCluster(false);
        redis = RedisClients.cluster(VERTX, cluster.hosts());
    }

    @AfterAll
    static void stop() {
        redis.close();
        cluster.close();
        VERTX.closeAndAwait();
    }

    @Test
    void aRecordOfEachPartitionIsMadeChangedAndEnded() {
        List<String> ids = IntStream.range(0, Partition.COUNT).mapToObj(AClusterServesEveryPartitionTest::idIn)
                .toList();
        for (String id : ids) {
            Lease lease = await(instances.one.records.create(session(id)));
            await(instances.one.records.commit(lease, Change.builder().doc("{\"n\":1}").created()
                    .event(new LogEntry(id, "", "{}"))
                    .message(new Message(Kind.SESSION, id, "release", "{}")).build()));
        }
        assertThat(await(instances.two.records.all(Kind.SESSION))).containsAll(ids);
        assertThat(await(instances.two.records.ofUser(Kind.SESSION, "alice"))).containsAll(ids);
        for (String id : ids) {
            await(instances.two.records.log(Kind.SESSION, id, List.of(new LogEntry(id, "", "{}")), Map.of("ice", "x")));
            Lease lease = await(instances.two.records.acquire(Kind.SESSION, id)).orElseThrow();
            await(instances.two.records.commit(lease, Change.builder().doc("{}").end().build()));
        }
        assertThat(instances.one.handed).hasSize(Partition.COUNT);
        await(instances.one.due.later(instances.one.handed, Duration.ZERO));
        assertThat(await(instances.two.due.claim(
                IntStream.range(0, Partition.COUNT).mapToObj(Partition::new).toList(), Duration.ZERO)))
                .hasSize(Partition.COUNT);
        assertThat(await(instances.one.records.all(Kind.SESSION))).doesNotContainAnyElementsOf(ids);
    }

    @Test
    void aSlotOnItsWayIsWaitedForAndNothingIsHalfDone() {
        int number = 7;
        Partition partition = new Partition(number);
        String known = idIn(number);
        await(instances.one.records.release(await(instances.one.records.create(session(known)))));
        long before = length(number);
        publish(number, 3);
        long slot = cluster.slot(Keys.log(partition));
        RedisServer from = cluster.owner(Keys.log(partition));
        RedisServer to = cluster.masters().stream().filter(node -> node != from).findFirst().orElseThrow();

        RedisCluster.Move move = cluster.move(slot, from, to);
        List<CompletableFuture<?>> running = new ArrayList<>();
        String fresh = idIn(number);
        for (int keys = 1; keys > 0; keys = move.keys(1)) {
            running.add(instances.one.scripts.run("publish", Keys.log(partition), known, "", "{}")
                    .subscribeAsCompletionStage());
            running.add(instances.two.records.acquire(Kind.SESSION, known)
                    .chain(lease -> instances.two.records.commit(lease.orElseThrow(),
                            Change.builder().doc("{}").event(new LogEntry(known, "", "{}")).build()))
                    .subscribeAsCompletionStage());
        }
        running.add(instances.one.records.create(session(fresh)).subscribeAsCompletionStage());
        assertThat(running).noneMatch(CompletableFuture::isDone);
        move.end();
        running.forEach(CompletableFuture::join);

        assertThat(cluster.owner(Keys.log(partition))).isSameAs(to);
        assertThat(to.command("XLEN", Keys.log(partition))).isEqualTo(before + 3 + running.size() - 1);
        assertThat(await(instances.one.records.read(Kind.SESSION, fresh))).isPresent();
        publish(number, 1);
    }

    @Test
    void aSlotThatStaysOnItsWayIsUnavailableInTime() {
        int number = 9;
        Partition partition = new Partition(number);
        long length = length(number);
        publish(number, 1);
        long slot = cluster.slot(Keys.log(partition));
        RedisServer from = cluster.owner(Keys.log(partition));
        RedisServer to = cluster.masters().stream().filter(node -> node != from).findFirst().orElseThrow();
        RedisCluster.Move move = cluster.move(slot, from, to);
        long before = System.nanoTime();
        TwoInstances.Side side = new TwoInstances(redis, VERTX, RealRedis.config()).one;
        assertThatThrownBy(() -> await(side.scripts.run("publish", Keys.log(partition), "o", "", "{}")))
                .isInstanceOfSatisfying(Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(1900),
                Duration.ofMillis(5000));
        assertThat(move.keys(10)).isPositive();
        move.end();
        publish(number, 1);
        assertThat(to.command("XLEN", Keys.log(partition))).isEqualTo(length + 2);
    }

    private void publish(int partition, int times) {
        for (int i = 0; i < times; i++) {
            Response answer = await(
                    instances.one.scripts.run("publish", Keys.log(new Partition(partition)), "o", "", "{}"));
            assertThat(answer.toInteger()).isEqualTo(1);
        }
    }

    private long length(int partition) {
        return await(instances.one.scripts.command(Command.XLEN, Keys.log(new Partition(partition)))).toLong();
    }

    private static NewRecord session(String id) {
        return new NewRecord(Kind.SESSION, id, "alice", "{}", Optional.empty(), Optional.empty(), List.of());
    }

    private static String idIn(int partition) {
        return new Partition(partition).newId();
    }
}
