package io.mediary.store;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.subscription.Cancellable;

class LeaseTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final String id = UUID.randomUUID().toString();
    private TwoInstances instances = new TwoInstances(REDIS, RealRedis.config());

    @BeforeEach
    void made() {
        Lease lease = create(id);
        await(instances.one.records.commit(lease,
                Change.builder().doc("{}").created().deadline(new Deadline("wait", Duration.ofMinutes(1))).build()));
    }

    @Test
    void onlyOneHolderAtATimeAmongTwoInstances() {
        List<CompletableFuture<Lease>> all = IntStream.range(0, 40)
                .mapToObj(i -> increment(i % 2 == 0 ? instances.one : instances.two)).toList();
        all.forEach(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(20)));
        assertThat(await(instances.one.records.read(Kind.SESSION, id)).orElseThrow().doc()).isEqualTo("40");
    }

    @Test
    void withinAnInstanceTheOrderOfArrivalIsKept() {
        Lease first = acquire(instances.one);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> all = IntStream.range(0, 20)
                .mapToObj(i -> instances.one.records.acquire(Kind.SESSION, id).onItem()
                        .invoke(() -> order.add(i)).onItem()
                        .transformToUni(lease -> instances.one.records.release(lease.orElseThrow()))
                        .subscribeAsCompletionStage())
                .toList();
        await(instances.one.records.release(first));
        all.forEach(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(order).containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void whoWantsWhatIsBeingMadeStandsBehindItsMaker() {
        for (int i = 0; i < 20; i++) {
            String fresh = UUID.randomUUID().toString();
            CompletableFuture<Lease> making = instances.one.records.create(new NewRecord(Kind.RELAY, fresh, "", "{}",
                    Optional.empty(), Optional.empty(), List.of())).subscribeAsCompletionStage();
            CompletableFuture<Optional<Lease>> wanting = instances.one.records.acquire(Kind.RELAY, fresh)
                    .subscribeAsCompletionStage();
            await(instances.one.records.commit(making.join(), Change.builder().doc("{\"made\":1}").created().build()));
            assertThat(wanting.join()).map(Lease::doc).contains("{\"made\":1}");
            assertThat(wanting.join()).map(Lease::dirty).contains(false);
            await(instances.one.records.release(wanting.join().orElseThrow()));
        }
    }

    @Test
    void waitingForALeaseIsBounded() {
        instances = new TwoInstances(REDIS, RealRedis.config("acquire-timeout", "700ms"));
        Lease lease = acquire(instances.one);
        for (TwoInstances.Side side : List.of(instances.one, instances.two)) {
            assertThatThrownBy(() -> await(side.records.acquire(Kind.SESSION, id)))
                    .isInstanceOfSatisfying(Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT));
        }
        await(instances.one.records.release(lease));
        assertThat(acquire(instances.two).dirty()).isFalse();
    }

    @Test
    void aLostLeaseWritesNothing() {
        Lease lost = acquire(instances.one);
        instances.dead.add("one");
        Lease lease = acquire(instances.two);
        assertThatThrownBy(() -> await(instances.one.records.commit(lost, Change.builder().doc("lost").build())))
                .isInstanceOf(StaleLeaseException.class);
        assertThat(await(instances.two.records.commit(lease, Change.builder().build())).doc()).isEqualTo("{}");
        assertThat(await(instances.one.records.read(Kind.SESSION, id)).orElseThrow().doc()).isEqualTo("{}");
    }

    @Test
    void aDeadHoldersLeaseIsBrokenAtOnceAndDirty() {
        acquire(instances.one);
        instances.dead.add("one");
        long before = System.nanoTime();
        assertThat(acquire(instances.two).dirty()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aLeaseThatRanOutIsDirtyUntilARepairIsCommitted() {
        instances = new TwoInstances(REDIS, RealRedis.config("lease", "300ms", "lease-longest", "1ms"));
        acquire(instances.one);
        Lease dirty = acquire(instances.two);
        assertThat(dirty.dirty()).isTrue();
        await(instances.two.records.release(dirty));
        Lease again = acquire(instances.one);
        assertThat(again.dirty()).isTrue();
        await(instances.one.records.commit(again, Change.builder().build()));
        assertThat(acquire(instances.two).dirty()).isFalse();
    }

    @Test
    void aHeldLeaseIsRenewed() {
        instances = new TwoInstances(REDIS, RealRedis.config("lease", "3s", "acquire-timeout", "4500ms"));
        Lease lease = acquire(instances.one);
        assertThatThrownBy(() -> await(instances.two.records.acquire(Kind.SESSION, id))).isInstanceOf(Failure.class);
        assertThat(instances.one.held.outlasts(lease, Duration.ofMillis(500))).isTrue();
        assertThat(instances.one.held.outlasts(lease, Duration.ofMillis(3_100))).isFalse();
        await(instances.one.records.commit(lease, Change.builder().build()));
        assertThat(instances.one.held.outlasts(lease, Duration.ZERO)).isFalse();
        assertThat(acquire(instances.two).dirty()).isFalse();
    }

    @Test
    void anUnfinishedLeaseIsDueAndACleanOneIsNot() {
        instances = new TwoInstances(REDIS, RealRedis.config("lease", "200ms", "lease-longest", "1ms"));
        acquire(instances.one);
        await().until(() -> claim().contains(new Due("s", id, "lease", "")));
        Lease lease = acquire(instances.two);
        await(instances.two.records.commit(lease, Change.builder().build()));
        assertThat(REDIS.command("ZRANGE", Keys.deadlines(Partition.of(id)), "0", "-1").toString())
                .doesNotContain("lease").contains("wait");
    }

    @Test
    void anAbandonedWaitLeavesNothingHeld() {
        Lease lease = acquire(instances.one);
        List<TwoInstances.Side> sides = List.of(instances.one, instances.two);
        List<Cancellable> waiting = sides.stream()
                .map(side -> side.records.acquire(Kind.SESSION, id).subscribe().with(got -> {
                })).toList();
        waiting.forEach(Cancellable::cancel);
        await(instances.one.records.release(lease));
        await().until(() -> sides.stream().allMatch(side -> side.records.isIdle()));
        assertThat(REDIS.command("HEXISTS", Keys.record(Kind.SESSION, id), "token").toInteger()).isZero();
    }

    @Test
    void aDirtyLeaseThatNobodyWaitsForAnyMoreIsLeftToTheNextStillDirty() {
        await(instances.one.records.release(acquire(instances.one).halfDone()));
        // The lease may come before it is given up.
        instances.one.records.acquire(Kind.SESSION, id).subscribe()
                .with(got -> instances.one.records.release(got.orElseThrow()).subscribe().with(done -> {
                })).cancel();
        await().until(instances.one.records::isIdle);
        assertThat(acquire(instances.two).dirty()).isTrue();
    }

    @Test
    void acquireAndCommitAreARoundTripEach() {
        acquireAndCommit();
        assertThat(REDIS.roundTrips(this::acquireAndCommit)).hasSize(2);
        assertThat(REDIS.roundTrips(() -> await(instances.one.records.read(Kind.SESSION, id)))).hasSize(1);
    }

    private void acquireAndCommit() {
        await(instances.one.records.commit(acquire(instances.one),
                Change.builder().doc("{}").event(new LogEntry(id, "u", "{}")).build()));
    }

    private CompletableFuture<Lease> increment(TwoInstances.Side side) {
        return side.records.acquire(Kind.SESSION, id).onItem().transformToUni(found -> {
            Lease lease = found.orElseThrow();
            int count = lease.doc().equals("{}") ? 0 : Integer.parseInt(lease.doc());
            return side.records.commit(lease, Change.builder().doc(String.valueOf(count + 1)).build());
        }).subscribeAsCompletionStage();
    }

    private Lease create(String object) {
        return await(instances.one.records
                .create(new NewRecord(Kind.SESSION, object, "u", "{}", Optional.empty(), Optional.empty(), List.of())));
    }

    private Lease acquire(TwoInstances.Side side) {
        return await(side.records.acquire(Kind.SESSION, id)).orElseThrow();
    }

    private List<Due> claim() {
        return await(instances.two.due.claim(List.of(Partition.of(id)), Duration.ZERO)).stream()
                .map(DueItems.Claimed::due).toList();
    }
}
