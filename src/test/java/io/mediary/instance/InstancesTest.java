package io.mediary.instance;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.config.StoreConfig;
import io.mediary.store.Keys;
import io.mediary.store.RealRedis;
import io.smallrye.mutiny.Uni;

class InstancesTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final Duration BEAT = Duration.ofMillis(2000);

    private final List<TestInstance> all = new ArrayList<>();

    @AfterEach
    void stop() {
        all.forEach(TestInstance::die);
    }

    @Test
    void anInstanceThatFallsSilentIsDeadAndOneThatBeatsIsNot() {
        TestInstance one = started("one");
        TestInstance two = started("two");
        TestInstance three = started("three");
        await().until(() -> one.heartbeat.live().size() == 3);
        // The first view of an instance is young: it judges nobody before it has seen enough.
        await().until(() -> one.heartbeat.answering().toMillis() > 600);
        two.die();
        await().until(() -> one.gone.contains(new InstanceGone("two")));
        assertThat(one.heartbeat.alive("two")).isFalse();
        assertThat(one.heartbeat.alive("three")).isTrue();
        assertThat(one.heartbeat.live()).containsExactly("one", "three");
        assertThat(one.gone).hasSize(1);
    }

    @Test
    void aGoodbyeIsKnownAtOnce() {
        TestInstance one = started("one");
        TestInstance two = started("two");
        await().until(() -> one.heartbeat.live().size() == 2 && one.heartbeat.answering().toMillis() > 600);
        two.stop();
        assertThat(REDIS.command("ZSCORE", Keys.INSTANCES, "two")).isNull();
        await().until(() -> !one.heartbeat.alive("two"));
    }

    @Test
    void aGoodbyeIsSaidThoughSomethingCannotBeLetGoOf() {
        TestInstance one = started("one");
        one.stopping = () -> {
            throw new IllegalStateException("it does not let go");
        };
        one.stop();
        assertThat(REDIS.command("ZSCORE", Keys.INSTANCES, "one")).isNull();
    }

    @Test
    void whoIsToldToStopLivesAndIsGivenNothing() {
        TestInstance one = started("one");
        TestInstance two = started("two");
        TestInstance three = started("three");
        await().until(() -> List.of(one, two, three).stream().allMatch(each -> each.heartbeat.live().size() == 3));
        Uni.join().all(one.heartbeat.leave(), two.heartbeat.leave()).andCollectFailures().await()
                .atMost(Duration.ofSeconds(10));
        assertThat(one.heartbeat.staying()).as("each knows of the other that was told at the same moment")
                .containsExactly("one", "three");
        assertThat(two.heartbeat.staying()).containsExactly("three", "two");
        await().until(() -> three.heartbeat.staying().equals(List.of("three")));
        assertThat(three.heartbeat.live()).containsExactly("one", "three", "two");
        one.stop();
        two.stop();
        assertThat(REDIS.command("ZCARD", Keys.LEAVING).toInteger()).as("nothing is left over").isZero();
    }

    @Test
    void whoKeepsNothingLivesAndLeavesTheRestToThoseWhoDo() {
        TestInstance keeper = started("keeper");
        TestInstance one = started("one", false);
        TestInstance two = started("two", false);
        await().until(() -> List.of(keeper, one, two).stream()
                .allMatch(each -> each.heartbeat.live().equals(List.of("keeper", "one", "two"))));
        assertThat(List.of(keeper, one, two))
                .allSatisfy(each -> assertThat(each.heartbeat.keepers()).containsExactly("keeper"));
        assertThat(keeper.heartbeat.staying()).as("nobody that it could give anything to").containsExactly("keeper");
        assertThat(one.heartbeat.staying()).containsExactly("keeper", "one");

        keeper.stop();
        await().until(() -> one.heartbeat.keepers().equals(List.of("one"))
                && two.heartbeat.keepers().equals(List.of("two")));
        TestInstance next = started("next");
        await().until(() -> one.heartbeat.keepers().equals(List.of("next"))
                && next.heartbeat.keepers().equals(List.of("next")));
    }

    @Test
    void nobodyDiesBecauseRedisWasAwayOrHasForgottenEverything() throws IOException {
        TestInstance one = started("one");
        TestInstance two = started("two");
        await().until(() -> one.heartbeat.live().size() == 2 && one.heartbeat.answering().toMillis() > 600);
        long stopping = System.nanoTime();
        REDIS.stop();
        REDIS.start();
        await("it has noticed").until(() -> one.heartbeat.answering().toNanos() < System.nanoTime() - stopping);
        await().until(() -> one.heartbeat.answering().toMillis() > 1000);
        assertThat(one.gone).isEmpty();
        assertThat(two.gone).isEmpty();
        assertThat(one.heartbeat.live()).containsExactly("one", "two");
    }

    @Test
    void aViewJudgesOnlyAfterAnUnbrokenSilence() {
        long t = 1_000_000;
        InstanceView view = InstanceView.NONE.next(Map.of("me", t, "old", t - 60_000), t, true, BEAT);
        assertThat(view.dead()).as("the first look").isEmpty();
        view = view.next(Map.of("me", t + 2000, "old", t - 60_000), t + 2000, true, BEAT);
        view = view.next(Map.of("me", t + 4000, "old", t - 60_000), t + 4000, true, BEAT);
        assertThat(view.dead()).isEmpty();
        view = view.next(Map.of("me", t + 6000, "old", t - 60_000), t + 6000, true, BEAT);
        assertThat(view.dead()).containsExactly("old");
        InstanceView afterGap = view.next(Map.of("me", t + 30_000, "old", t - 60_000, "new", t + 7000), t + 30_000,
                true, BEAT);
        assertThat(afterGap.dead()).containsExactly("old");
        assertThat(afterGap.live()).containsExactly("me", "new");
        assertThat(afterGap.answering()).isZero();
        InstanceView back = view.next(Map.of("me", t + 8000, "old", t + 8000), t + 8000, true, BEAT);
        assertThat(back.dead()).isEmpty();
    }

    @Test
    void theChannelSurvivesTheLossOfItsConnection() {
        TestInstance one = started("one");
        List<String> heard = new CopyOnWriteArrayList<>();
        AtomicInteger subscribed = new AtomicInteger();
        InstanceChannel channel = one.listen(bell(heard, subscribed));
        // More often than the pool has connections: none may be lost on the way.
        for (int i = 1; i <= 30; i++) {
            int times = i;
            await().until(() -> subscribed.get() == times);
            REDIS.command("CLIENT", "KILL", "TYPE", "pubsub");
        }
        await().until(() -> subscribed.get() == 31);
        await(channel.send("one", "test me please"));
        await().until(() -> heard.contains("me please"));
        assertThat(heard).hasSize(1);
    }

    @Test
    void theChannelSurvivesARestartOfRedis() throws IOException {
        TestInstance one = started("one");
        List<String> heard = new CopyOnWriteArrayList<>();
        AtomicInteger subscribed = new AtomicInteger();
        InstanceChannel channel = one.listen(bell(heard, subscribed));
        await().until(() -> subscribed.get() == 1);
        REDIS.stop();
        REDIS.start();
        await().until(() -> subscribed.get() == 2);
        await(channel.send("one", "test again"));
        await().until(() -> heard.contains("again"));
    }

    @Test
    void aChannelThatHearsNothingIsOpenedAgain() {
        TestInstance one = started("one");
        AtomicInteger subscribed = new AtomicInteger();
        one.listen(bell(new CopyOnWriteArrayList<>(), subscribed));
        await().until(() -> subscribed.get() == 1);
        // The heartbeat stops ringing it, as if its packets were lost.
        one.heartbeat.fallSilent();
        await().until(() -> subscribed.get() > 1);
    }

    private static Bell bell(List<String> heard, AtomicInteger subscribed) {
        return new Bell() {

            @Override
            public String type() {
                return "test";
            }

            @Override
            public void ring(String rest) {
                heard.add(rest);
            }

            @Override
            public void resubscribed() {
                subscribed.incrementAndGet();
            }
        };
    }

    private TestInstance started(String id) {
        return started(id, true);
    }

    private TestInstance started(String id, boolean keeper) {
        StoreConfig config = RealRedis.config("heartbeat", "200ms", "timeout", "1s");
        TestInstance instance = new TestInstance(REDIS.redis(), REDIS.vertx(), id, config, keeper);
        all.add(instance);
        instance.beat();
        return instance;
    }
}
