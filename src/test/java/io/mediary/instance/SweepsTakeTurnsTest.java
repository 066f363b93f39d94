package io.mediary.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.config.StoreConfig;
import io.mediary.signal.Signals;
import io.mediary.store.Keys;
import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;
import io.mediary.store.Sweeper;
import io.smallrye.mutiny.Uni;

class SweepsTakeTurnsTest {

    private static final long TURN_MS = 54_000;

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final StoreConfig config = RealRedis.config("sweep", "60s");
    private final CompletableFuture<Map<String, Integer>> first = new CompletableFuture<>();
    private final AtomicInteger begun = new AtomicInteger();

    @Test
    void theTurnIsKeptFromOneSweeperToTheNext() {
        CompletableFuture<Map<String, Integer>> second = new CompletableFuture<>();
        CompletableFuture<Void> round = round("one", waiting(first), waiting(second));
        await().until(() -> begun.get() == 1);
        REDIS.command("PEXPIRE", Keys.SWEEP, "10000");
        first.complete(Map.of());
        await().until(() -> begun.get() == 2);
        assertThat(REDIS.command("PTTL", Keys.SWEEP).toLong()).isBetween(TURN_MS - 10_000, TURN_MS);
        assertThat(round("two", waiting(first))).succeedsWithin(Duration.ofSeconds(5));
        assertThat(begun).hasValue(2);
        second.complete(Map.of());
        assertThat(round).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void whoHasLostTheTurnSweepsNoFurther() {
        CompletableFuture<Void> round = round("one", waiting(first), waiting(first));
        await().until(() -> begun.get() == 1);
        REDIS.command("SET", Keys.SWEEP, "two");
        first.complete(Map.of());
        assertThat(round).succeedsWithin(Duration.ofSeconds(5));
        assertThat(begun).hasValue(1);
        assertThat(REDIS.command("GET", Keys.SWEEP)).hasToString("two");
    }

    @Test
    void oneThatFailsKeepsNoOtherFromSweeping() {
        Sweeper broken = new Work(() -> Uni.createFrom().failure(new IllegalStateException()));
        first.complete(Map.of());
        assertThat(round("one", broken, waiting(first))).failsWithin(Duration.ofSeconds(5));
        assertThat(begun).hasValue(1);
    }

    private Sweeper waiting(CompletableFuture<Map<String, Integer>> end) {
        return new Work(() -> {
            begun.incrementAndGet();
            return Uni.createFrom().completionStage(end);
        });
    }

    private CompletableFuture<Void> round(String instance, Sweeper... sweepers) {
        return new SweepClock(List.of(sweepers), new Scripts(REDIS.redis(), config), () -> instance, config,
                Signals.NONE, REDIS.vertx().getDelegate()).round().subscribeAsCompletionStage();
    }

    /** A sweeper that does this. */
    private record Work(Supplier<Uni<Map<String, Integer>>> work) implements Sweeper {

        @Override
        public Set<String> kinds() {
            return Set.of();
        }

        @Override
        public Uni<Map<String, Integer>> sweep() {
            return work.get();
        }
    }
}
