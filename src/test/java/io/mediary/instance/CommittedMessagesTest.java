package io.mediary.instance;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.config.StoreConfig;
import io.mediary.store.Change;
import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Message;
import io.mediary.store.NewRecord;
import io.mediary.store.OwnerIndex;
import io.mediary.store.Partition;
import io.mediary.store.RealRedis;
import io.mediary.store.RedisRecords;
import io.smallrye.mutiny.Uni;

/** What one object has to tell another comes at once, without anybody looking for it, and comes whoever dies. */
class CommittedMessagesTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final StoreConfig NOBODY_LOOKS = RealRedis.config("heartbeat", "200ms", "poll", "1h", "claim", "1m");
    private static final StoreConfig QUICK = RealRedis.config("heartbeat", "200ms", "poll", "50ms", "claim", "1s");
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private final List<TestInstance> all = new ArrayList<>();
    private final List<Due> acted = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private final String id = UUID.randomUUID().toString();

    @AfterEach
    void stop() {
        gate.complete(null);
        all.forEach(TestInstance::die);
    }

    @Test
    void theCommitterActsOnThemWithoutLooking() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick(handler(this::act));
        commit(one.records(), "first", "second", "third");
        await().atMost(AT_ONCE).until(() -> acted.size() == 3);
        assertThat(acted).containsExactly(due("first"), due("second"), due("third"));
        await().atMost(AT_ONCE).until(this::nothingIsDue);
    }

    @Test
    void anEndedObjectsAreActedOnAtOnceToo() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick(handler(this::act), new OwnerIndex(one.scripts, NOBODY_LOOKS));
        RedisRecords records = one.records();
        await(records.commit(made(records), changeThatSends("peer_stopped").end().build()));
        await().atMost(AT_ONCE).until(() -> acted.contains(due("peer_stopped")));
        await().atMost(AT_ONCE).until(this::nothingIsDue);
        assertThat(REDIS.command("EXISTS", Keys.user(Kind.SESSION, "u")).toInteger()).isZero();
    }

    @Test
    void oneOfACommitterThatDiedIsTakenByAnother() {
        TestInstance one = started("one", QUICK);
        commit(one.records(), "hello");
        one.die();
        started("two", QUICK).tick(handler(this::act));
        await().until(() -> acted.contains(due("hello")));
        await().until(this::nothingIsDue);
        assertThat(acted).hasSize(1);
    }

    @Test
    void oneOfACommitterThatStopsIsLeftToOthersAtOnce() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick(handler(this::act));
        one.stop();
        commitDelivered(one.records(), "hello");
        assertThat(acted).isEmpty();
        started("two", QUICK).tick(handler(this::act));
        await().atMost(AT_ONCE).until(() -> acted.contains(due("hello")));
    }

    @Test
    void aFailedOneIsTriedAgain() {
        TestInstance one = started("one", QUICK);
        AtomicInteger attempts = new AtomicInteger();
        one.tick(handler(due -> attempts.incrementAndGet() < 3
                ? Uni.createFrom().failure(new IllegalStateException("not yet"))
                : act(due)));
        commitDelivered(one.records(), "hello");
        assertThat(attempts).as("the committer waits for one attempt").hasValue(1);
        await().until(() -> acted.contains(due("hello")));
        await().until(this::nothingIsDue);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void oneThatNobodyHandlesHereDoesNotFailTheCommit() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick();
        commitDelivered(one.records(), "hello");
        started("two", QUICK).tick(handler(this::act));
        await().until(() -> acted.contains(due("hello")));
    }

    @Test
    void aCommitWaitsForThemOnlyWhereItShould() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick(handler(due -> whenOpen().invoke(() -> acted.add(due))));
        RedisRecords records = one.records();
        commit(records, "hello");
        CompletableFuture<Lease> waiting = records.acquire(Kind.SESSION, id)
                .chain(lease -> records.commit(lease.orElseThrow(), changeThatSends("wait").delivered().build()))
                .subscribeAsCompletionStage();
        await().until(() -> REDIS.command("ZCARD", Keys.deadlines(Partition.of(id))).toInteger() == 2);
        assertThat(waiting).isNotDone();
        gate.complete(null);
        assertThat(waiting).succeedsWithin(AT_ONCE);
        assertThat(acted).contains(due("wait"));
    }

    @Test
    void aCommitDoesNotWaitForEver() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick(handler(due -> whenOpen().invoke(() -> acted.add(due))));
        long before = System.nanoTime();
        commitDelivered(one.records(), "hello");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofSeconds(4),
                Duration.ofSeconds(8));
        gate.complete(null);
        await("the handler goes on").atMost(AT_ONCE).until(() -> acted.contains(due("hello")));
        await().atMost(AT_ONCE).until(this::nothingIsDue);
    }

    @Test
    void aCommitIsCarriedToItsEndThoughTheCallerGivesUp() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick(handler(this::act));
        RedisRecords records = one.records();
        records.commit(made(records), changeThatSends("hello").build()).subscribe().with(done -> {
        }).cancel();
        await().atMost(AT_ONCE).until(() -> acted.contains(due("hello")));
        assertThat(await(records.acquire(Kind.SESSION, id))).isPresent();
    }

    @Test
    void aHandlerMayChangeTheObjectThatSentIt() {
        TestInstance one = started("one", NOBODY_LOOKS);
        RedisRecords records = one.records();
        one.tick(handler(due -> records.acquire(Kind.SESSION, id)
                .chain(lease -> records.commit(lease.orElseThrow(), Change.builder().doc("changed").build()))
                .replaceWithVoid()));
        commitDelivered(records, "hello");
        assertThat(await(records.read(Kind.SESSION, id)).orElseThrow().doc()).isEqualTo("changed");
    }

    @Test
    void theSameOneTwiceInACommitIsOne() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick(handler(this::act));
        commitDelivered(one.records(), "hello", "hello");
        assertThat(acted).hasSize(1);
        await().atMost(AT_ONCE).until(this::nothingIsDue);
    }

    @Test
    void theSameOneSentAgainWhileTheFirstIsActedOnIsActedOnOnceMoreAfterIt() {
        TestInstance one = started("one", NOBODY_LOOKS);
        AtomicInteger running = new AtomicInteger();
        one.tick(handler(due -> {
            assertThat(running.incrementAndGet()).isEqualTo(1);
            acted.add(due);
            return whenOpen().invoke(running::decrementAndGet);
        }));
        RedisRecords records = one.records();
        commit(records, "hello");
        await().until(() -> acted.size() == 1);
        List<CompletableFuture<Lease>> again = IntStream.range(0, 3).mapToObj(i -> records.acquire(Kind.SESSION, id)
                .chain(lease -> records.commit(lease.orElseThrow(), changeThatSends("hello").delivered().build()))
                .subscribeAsCompletionStage()).toList();
        await("all are committed").until(records::isIdle);
        gate.complete(null);
        again.forEach(commit -> assertThat(commit).succeedsWithin(AT_ONCE));
        await().atMost(AT_ONCE).until(this::nothingIsDue);
        assertThat(acted).hasSize(2);
    }

    @Test
    void theSameOneSentByAnotherInstanceMeanwhileIsActedOnByBoth() {
        TestInstance one = started("one", NOBODY_LOOKS);
        one.tick(handler(due -> {
            acted.add(due);
            return whenOpen();
        }));
        TestInstance two = started("two", QUICK);
        commit(one.records(), "hello");
        await().until(() -> acted.size() == 1);
        RedisRecords records = two.records();
        await(records.acquire(Kind.SESSION, id).chain(lease -> records.commit(lease.orElseThrow(),
                changeThatSends("hello").build())));
        gate.complete(null);
        // Two dies with its message: that the first one was done does not make it lost.
        two.die();
        started("three", QUICK).tick(handler(this::act));
        await().until(() -> acted.size() == 2);
        await().until(this::nothingIsDue);
    }

    @Test
    void moreThanAnInstanceTakesAtATimeAreAllActedOn() {
        TestInstance one = started("one", QUICK);
        one.tick(handler(due -> whenOpen().invoke(() -> acted.add(due))));
        String[] names = IntStream.range(0, 1500).mapToObj(i -> "hello" + i).toArray(String[]::new);
        commit(one.records(), names);
        gate.complete(null);
        await().until(() -> acted.size() >= names.length);
        await().until(this::nothingIsDue);
        assertThat(acted).extracting(Due::name).containsExactlyInAnyOrder(names);
    }

    private Uni<Void> act(Due due) {
        acted.add(due);
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> whenOpen() {
        return Uni.createFrom().emitter(emitter -> gate.thenRun(() -> emitter.complete(null)));
    }

    private static Due due(String name) {
        return new Due("s", "peer", name, "{}");
    }

    private Lease made(RedisRecords records) {
        return await(records
                .create(new NewRecord(Kind.SESSION, id, "u", "{}", Optional.empty(), Optional.empty(), List.of())));
    }

    private static Change.Builder changeThatSends(String... names) {
        Change.Builder change = Change.builder().created();
        Arrays.stream(names).forEach(name -> change.message(new Message(Kind.SESSION, "peer", name, "{}")));
        return change;
    }

    private void commit(RedisRecords records, String... names) {
        await(records.commit(made(records), changeThatSends(names).build()));
    }

    private void commitDelivered(RedisRecords records, String... names) {
        await(records.commit(made(records), changeThatSends(names).delivered().build()));
    }

    private boolean nothingIsDue() {
        return REDIS.command("EXISTS", Keys.deadlines(Partition.of(id))).toInteger() == 0;
    }

    private static DueHandler handler(Function<Due, Uni<Void>> action) {
        return new DueHandler() {

            @Override
            public String kind() {
                return Kind.SESSION.key();
            }

            @Override
            public Uni<Void> due(Due due) {
                return action.apply(due);
            }
        };
    }

    private TestInstance started(String name, StoreConfig config) {
        TestInstance instance = new TestInstance(REDIS, name, config);
        all.add(instance);
        instance.beat();
        return instance;
    }
}
