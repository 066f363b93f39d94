package io.mediary.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.config.InstanceConfig;
import io.mediary.store.NewRecord.ConnectionRef;
import io.vertx.core.Vertx;

/** Who is sent away when, and what becomes of those who do not go. */
class FarewellTest {

    private static final InstanceConfig TEN_A_SECOND = new InstanceConfig() {
        @Override
        public boolean keeper() {
            return true;
        }

        @Override
        public Duration grace() {
            return Duration.ofSeconds(20);
        }

        @Override
        public Duration notice() {
            return Duration.ZERO;
        }

        @Override
        public int reconnectsPerSecond() {
            return 10;
        }
    };

    private final Vertx vertx = Vertx.vertx();
    private final Connections connections = new Connections();
    private final Farewell farewell = new Farewell(connections, vertx, TEN_A_SECOND);

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void clientsGoOneAfterTheOtherAtTheRateThatIsSet() {
        List<Guest> guests = guests(8, true);
        farewell.withdraw(Duration.ofSeconds(6), true).await().atMost(Duration.ofSeconds(10));
        List<Long> delays = guests.stream().map(guest -> guest.told.toMillis()).sorted().toList();
        for (int i = 0; i < delays.size(); i++) {
            assertThat(delays.get(i)).isBetween(i * 100L, (i + 1) * 100L);
        }
        assertThat(guests).allMatch(guest -> guest.left == CloseCode.RESTART);
    }

    @Test
    void manyGoFasterThanThatWhereTheTimeIsShort() {
        List<Guest> guests = guests(100, true);
        farewell.withdraw(Duration.ofMillis(900), true).await().atMost(Duration.ofSeconds(10));
        assertThat(guests).allMatch(guest -> guest.told.toMillis() <= 600 && guest.left == CloseCode.RESTART);
    }

    @Test
    void whereNobodyElseLivesAllGoAtOnce() {
        List<Guest> guests = guests(20, true);
        farewell.withdraw(Duration.ofSeconds(6), false).await().atMost(Duration.ofSeconds(10));
        assertThat(guests).allMatch(guest -> guest.told.isZero() && guest.left == CloseCode.RESTART);
    }

    @Test
    void whoDoesNotGoInTimeIsCutWithACodeThatPromisesNothing() {
        List<Guest> stays = guests(1, false);
        List<Guest> goes = guests(1, true);
        farewell.withdraw(Duration.ofMillis(500), true).await().atMost(Duration.ofSeconds(10));
        assertThat(stays.get(0).left).isEqualTo(CloseCode.TRY_LATER);
        assertThat(goes.get(0).left).isEqualTo(CloseCode.RESTART);
        assertThat(connections.size()).isZero();
    }

    @Test
    void whoAlwaysHasSomethingUnderWayIsTakenNothingMoreFromBeforeAnyoneIsCut() {
        Guest busy = guests(1, false).get(0);
        busy.busy = true;
        long told = System.nanoTime();
        farewell.withdraw(Duration.ofMillis(1500), true).await().atMost(Duration.ofSeconds(10));
        assertThat(busy.left).isEqualTo(CloseCode.RESTART);
        assertThat(busy.lastCalls).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - told)).as("not before two thirds of the time")
                .isGreaterThanOrEqualTo(Duration.ofMillis(1000));
    }

    private List<Guest> guests(int count, boolean going) {
        int first = connections.size();
        List<Guest> guests = IntStream.range(first, first + count).mapToObj(i -> new Guest("guest-" + i, going))
                .toList();
        guests.forEach(connections::added);
        return guests;
    }

    private final class Guest implements LocalConnection {

        private final String id;
        private final boolean going;
        private volatile Duration told;
        private volatile CloseCode left;
        /** Each of its commands comes before the former one is answered. */
        private volatile boolean busy;
        private volatile int lastCalls;

        private Guest(String id, boolean going) {
            this.id = id;
            this.going = going;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Optional<ConnectionRef> ref() {
            return Optional.empty();
        }

        @Override
        public void replaced() {
            throw new AssertionError("nobody resumes it");
        }

        @Override
        public void ended(CloseCode code) {
            left = code;
            connections.removed(this);
        }

        @Override
        public void reconnect(Duration in) {
            assertThat(told).as("told once").isNull();
            told = in;
        }

        @Override
        public void restart() {
            if (going) {
                ended(CloseCode.RESTART);
            }
        }

        @Override
        public void lastCall() {
            lastCalls++;
            if (busy) {
                ended(CloseCode.RESTART);
            }
        }

        @Override
        public void inboxRang() {
            throw new AssertionError("nobody asks it anything");
        }
    }
}
