package io.mediary.instance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.config.SignalsConfig;
import io.mediary.signal.Signals;
import io.mediary.store.Keys;
import io.mediary.store.Partition;
import io.mediary.store.RealRedis;

class CensusTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final SignalsConfig OFTEN = new SignalsConfig() {
        @Override
        public Duration census() {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration judged() {
            return Duration.ofSeconds(1);
        }
    };

    /** Shows nothing the first time. */
    private static final class Stumbling implements Signals {

        private final AtomicInteger asked = new AtomicInteger();
        private volatile double rooms;

        @Override
        public void count(String name, long times, String... tags) {
        }

        @Override
        public void time(String name, Duration took, String... tags) {
        }

        @Override
        public Gauge gauge(String name, DoubleSupplier value, String... tags) {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("this cannot be shown");
            }
            if (name.equals("mediary.rooms")) {
                rooms = value.getAsDouble();
            }
            return () -> {
            };
        }
    }

    @Test
    void countsAgainThoughItStumbled() {
        REDIS.command("SADD", Keys.objects(new Partition(3)), "r:one");
        TestInstance instance = new TestInstance(REDIS, "counting", RealRedis.config());
        Stumbling signals = new Stumbling();
        Census census = new Census(instance.scripts, instance.heartbeat, signals, REDIS.vertx().getDelegate(), OFTEN);
        census.start(null);
        try {
            await().until(() -> signals.rooms == 1);
        } finally {
            census.stop(null);
        }
    }
}
