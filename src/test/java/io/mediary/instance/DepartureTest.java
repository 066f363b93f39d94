package io.mediary.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.config.InstanceConfig;
import io.mediary.store.Keys;
import io.mediary.store.RealRedis;
import io.smallrye.mutiny.Uni;

/** The order of an instance's end, and that it comes to one. */
class DepartureTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final Presence presence = new Presence();
    private TestInstance leaving;
    private TestInstance other;

    @BeforeEach
    void start() {
        leaving = new TestInstance(REDIS, "leaving", RealRedis.config("heartbeat", "200ms"));
        other = new TestInstance(REDIS, "other", RealRedis.config("heartbeat", "200ms"));
        leaving.beat();
        other.beat();
        Awaitility.await().until(() -> leaving.heartbeat.live().size() == 2);
    }

    @AfterEach
    void stop() {
        leaving.die();
        other.die();
    }

    @Test
    void mediaGoFirstThenClientsThenWhatTheyHaveMadeMeanwhileThenItself() {
        departure(() -> step("media"), (within, others) -> step("clients, others live: " + others)).leave();
        assertThat(steps).containsExactly("media", "clients, others live: true", "media");
        assertThat(presence.since()).isPresent();
        assertThat(REDIS.command("ZSCORE", Keys.INSTANCES, "leaving")).isNull();
        Awaitility.await().until(() -> !other.heartbeat.alive("leaving"));
    }

    @Test
    void whatHangsIsWaitedForWithinTheGraceAndTheRestIsDone() {
        long told = System.nanoTime();
        departure(() -> Uni.createFrom().nothing(), (within, others) -> step("clients")).leave();
        assertThat(steps).containsExactly("clients");
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isBetween(GRACE.multipliedBy(4).dividedBy(5),
                GRACE.plusSeconds(2));
        assertThat(REDIS.command("ZSCORE", Keys.INSTANCES, "leaving")).isNull();
    }

    @Test
    void oneThatStopsTooTakesNobodyIn() {
        other.heartbeat.leave().await().atMost(Duration.ofSeconds(10));
        departure(() -> step("media"), (within, others) -> step("clients, others live: " + others)).leave();
        assertThat(steps).containsExactly("media", "clients, others live: false", "media");
    }

    @Test
    void whatClientsHaveMadeIsHandedOverThoughAClientTakesItsWholeTime() {
        List<Duration> taken = new CopyOnWriteArrayList<>();
        Duration takes = Duration.ofMillis(250);
        departure(Duration.ofSeconds(5),
                () -> Uni.createFrom().voidItem().onItem().delayIt().by(takes).invoke(() -> taken.add(takes)),
                (within, others) -> Uni.createFrom().nothing()).leave();
        assertThat(taken).as("before the clients, and after them").hasSize(2);
    }

    @Test
    void whatFailsKeepsNothingFromBeingDone() {
        departure(() -> {
            throw new IllegalStateException("no media server");
        }, (within, others) -> Uni.createFrom().failure(new IllegalStateException("no client"))).leave();
        assertThat(REDIS.command("ZSCORE", Keys.INSTANCES, "leaving")).isNull();
    }

    @Test
    void toldTwiceItGoesOnce() {
        Departure departure = departure(() -> step("media"), (within, others) -> step("clients"));
        departure.leave();
        departure.leave();
        assertThat(steps).hasSize(3);
    }

    private Uni<Void> step(String name) {
        assertThat(presence.leaving()).isTrue();
        assertThat(REDIS.command("ZSCORE", Keys.INSTANCES, "leaving")).as("it still lives").isNotNull();
        steps.add(name);
        return Uni.createFrom().voidItem();
    }

    private Departure departure(HandOver media, Withdrawal clients) {
        return departure(GRACE, media, clients);
    }

    private Departure departure(Duration grace, HandOver media, Withdrawal clients) {
        return new Departure(presence, leaving.heartbeat, List.of(media), List.of(clients), new InstanceConfig() {
            @Override
            public boolean keeper() {
                return true;
            }

            @Override
            public Duration grace() {
                return grace;
            }

            @Override
            public Duration notice() {
                return Duration.ZERO;
            }

            @Override
            public int reconnectsPerSecond() {
                return 500;
            }
        });
    }
}
