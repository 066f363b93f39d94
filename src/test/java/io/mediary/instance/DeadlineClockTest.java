package io.mediary.instance;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.config.StoreConfig;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.DueItems;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.NewRecord;
import io.mediary.store.Partition;
import io.mediary.store.RealRedis;
import io.mediary.store.RedisRecords;
import io.smallrye.mutiny.Uni;

class DeadlineClockTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final StoreConfig config = RealRedis.config("heartbeat", "200ms", "poll", "50ms", "claim", "1s",
            "resume-window", "1s");
    private final List<TestInstance> all = new ArrayList<>();
    private final List<Due> acted = new CopyOnWriteArrayList<>();
    private final String id = UUID.randomUUID().toString();

    @AfterEach
    void stop() {
        all.forEach(TestInstance::die);
    }

    @Test
    void aDeadlineFiresOnceWithTwoClocks() {
        TestInstance one = started("one");
        one.tick(handler("s", this::act));
        started("two").tick(handler("s", this::act));
        List<String> ids = IntStream.range(0, 200).mapToObj(i -> UUID.randomUUID().toString()).toList();
        RedisRecords records = one.records();
        ids.forEach(object -> due(records, object, new Deadline("wait", Duration.ofMillis(300))));
        await().until(() -> acted.size() == ids.size());
        await().until(this::nothingIsDue);
        assertThat(acted).extracting(Due::object).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aDeadlineFiresWithinASecondOfItsTime() {
        TestInstance one = started("one");
        one.tick(handler("s", this::act));
        long asked = System.nanoTime();
        due(one.records(), id, new Deadline("wait", Duration.ofMillis(500)));
        long set = System.nanoTime();
        await().pollInterval(10, TimeUnit.MILLISECONDS).until(() -> !acted.isEmpty());
        long now = System.nanoTime();
        assertThat(Duration.ofNanos(now - asked)).isGreaterThan(Duration.ofMillis(400));
        assertThat(Duration.ofNanos(now - set)).as("a second, and three times that on a busy machine")
                .isLessThan(Duration.ofMillis(3_500));
        assertThat(acted).containsExactly(new Due("s", id, "wait", ""));
    }

    @Test
    void whatADyingInstanceTookUpComesAgain() {
        TestInstance one = started("one");
        due(one.records(), id, new Deadline("wait", Duration.ofMillis(1)));
        DueItems items = new DueItems(one.scripts, config);
        // It claims the deadline and dies.
        await().until(() -> !await(items.claim(List.of(Partition.of(id)), Duration.ZERO)).isEmpty());
        one.die();
        started("two").tick(handler("s", this::act));
        await().until(() -> acted.contains(new Due("s", id, "wait", "")));
        await().until(this::nothingIsDue);
        assertThat(acted).hasSize(1);
    }

    @Test
    void theOthersTakeOverThePartitionsOfAnInstanceWhoseClockStandsStill() {
        TestInstance one = started("one");
        started("two");
        await().until(() -> one.heartbeat.live().size() == 2);
        one.tick(handler("s", this::act));
        RedisRecords records = one.records();
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> UUID.randomUUID().toString()).toList();
        ids.forEach(object -> due(records, object, new Deadline("wait", Duration.ofMillis(1))));
        await().until(() -> acted.size() == ids.size());
    }

    @Test
    void aTickFromOutsideLooksAtOnce() {
        TestInstance one = new TestInstance(REDIS, "one", RealRedis.config("poll", "1h"));
        all.add(one);
        one.beat();
        DeadlineClock clock = one.tick(handler("s", this::act));
        due(one.records(), id, new Deadline("wait", Duration.ofMillis(1)));

        await().until(() -> await(new Tick(clock).call(new Tick.Input(), null)).due() == 1);

        await().until(() -> acted.contains(new Due("s", id, "wait", "")));
        await().until(this::nothingIsDue);
        assertThat(await(clock.lookNow())).isZero();
    }

    @Test
    void aTickFindsWhatTheOtherInstancesHaveLeftForASecond() {
        started("two");
        TestInstance one = new TestInstance(REDIS, "one", RealRedis.config("poll", "1h", "heartbeat", "200ms"));
        all.add(one);
        one.beat();
        await().until(() -> one.heartbeat.live().size() == 2);
        DeadlineClock clock = one.tick(handler("s", this::act));
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> UUID.randomUUID().toString()).toList();
        ids.forEach(object -> due(one.records(), object, new Deadline("wait", Duration.ofMillis(1))));

        await().until(() -> {
            await(clock.lookNow());
            return acted.size() == ids.size();
        });
    }

    @Test
    void aFailedOneIsTriedAgainUntilItSucceeds() {
        TestInstance one = started("one");
        AtomicInteger attempts = new AtomicInteger();
        one.tick(handler("s", due -> attempts.incrementAndGet() < 3
                ? Uni.createFrom().failure(new IllegalStateException("not yet"))
                : act(due)));
        due(one.records(), id, new Deadline("wait", Duration.ofMillis(1)));
        await().until(() -> acted.size() == 1);
        await().until(this::nothingIsDue);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void oneThatRunsLongerThanItsClaimIsNotRunTwiceAtATime() {
        TestInstance one = started("one");
        AtomicInteger runs = new AtomicInteger();
        one.tick(handler("s", due -> {
            runs.incrementAndGet();
            return Uni.createFrom().voidItem().onItem().delayIt().by(Duration.ofMillis(2500));
        }));
        due(one.records(), id, new Deadline("wait", Duration.ofMillis(1)));
        await().until(() -> runs.get() == 1);
        await().until(this::nothingIsDue);
        assertThat(runs).hasValue(1);
    }

    @Test
    void oneThatIsSetAnewWhileItIsActedOnStays() {
        TestInstance one = started("one");
        RedisRecords records = one.records();
        one.tick(handler("s", due -> act(due).chain(() -> acted.size() > 1
                ? Uni.createFrom().voidItem()
                : records.acquire(Kind.SESSION, id).chain(lease -> records.commit(lease.orElseThrow(),
                        Change.builder().deadline(new Deadline("wait", Duration.ofMillis(300))).build()))
                        .replaceWithVoid())));
        due(records, id, new Deadline("wait", Duration.ofMillis(1)));
        await().until(() -> acted.size() == 2);
        await().until(this::nothingIsDue);
    }

    @Test
    void oneThatIsSetAnewAndDueWhileItIsActedOnFiresOnceMore() {
        TestInstance one = started("one");
        RedisRecords records = one.records();
        one.tick(handler("s", due -> act(due).chain(() -> acted.size() > 1
                ? Uni.createFrom().voidItem()
                : records.acquire(Kind.SESSION, id).chain(lease -> records.commit(lease.orElseThrow(),
                        Change.builder().deadline(new Deadline("wait", Duration.ofMillis(1))).build()))
                        .onItem().delayIt().by(Duration.ofMillis(700)).replaceWithVoid())));
        due(records, id, new Deadline("wait", Duration.ofMillis(1)));
        await().until(() -> acted.size() == 2);
        await().until(this::nothingIsDue);
    }

    @Test
    void noResumeWindowEndsBeforeClientsHadOneToComeBack() {
        TestInstance one = started("one");
        REDIS.command("ZADD", Keys.deadlines(Partition.of(id)), "1", "[\"conn\",\"" + id + "\",\"resume\"]");
        long started = System.nanoTime();
        one.tick(handler("conn", this::act));
        await().until(() -> acted.size() == 1);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(800));
    }

    @Test
    void whatNobodyUnderstandsHoldsNothingUp() {
        TestInstance one = started("one");
        REDIS.command("ZADD", Keys.deadlines(Partition.of(id)), "1", "nonsense", "1", "[\"future\",\"x\",\"y\"]");
        one.tick(handler("s", this::act));
        due(one.records(), id, new Deadline("wait", Duration.ofMillis(1)));
        await().until(() -> acted.size() == 1);
        assertThat(REDIS.command("ZCARD", Keys.deadlines(Partition.of(id))).toInteger()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void thePartitionsAreLookedThroughInOneGo() {
        TestInstance one = started("one");
        DueItems items = new DueItems(one.scripts, config);
        List<Partition> partitions = IntStream.range(0, 64).mapToObj(Partition::new).toList();
        await(items.claim(partitions, Duration.ZERO));
        long before = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            await(items.claim(partitions, Duration.ZERO));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before).dividedBy(20)).isLessThan(Duration.ofMillis(100));
    }

    private Uni<Void> act(Due due) {
        acted.add(due);
        return Uni.createFrom().voidItem();
    }

    private boolean nothingIsDue() {
        return IntStream.range(0, 64)
                .allMatch(n -> REDIS.command("EXISTS", Keys.deadlines(new Partition(n))).toInteger() == 0);
    }

    private void due(RedisRecords records, String object, Deadline deadline) {
        Lease lease = await(records
                .create(new NewRecord(Kind.SESSION, object, "u", "{}", Optional.empty(), Optional.empty(), List.of())));
        await(records.commit(lease, Change.builder().created().deadline(deadline).build()));
    }

    private static DueHandler handler(String kind, Function<Due, Uni<Void>> action) {
        return new DueHandler() {

            @Override
            public String kind() {
                return kind;
            }

            @Override
            public Uni<Void> due(Due due) {
                return action.apply(due);
            }
        };
    }

    private TestInstance started(String name) {
        TestInstance instance = new TestInstance(REDIS, name, config);
        all.add(instance);
        instance.beat();
        return instance;
    }
}
