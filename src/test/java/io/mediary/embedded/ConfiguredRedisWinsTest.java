package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@QuarkusTestResource(value = ConfiguredRedisWinsTest.RedisOfTheOperator.class, restrictToAnnotatedClass = true)
class ConfiguredRedisWinsTest {

    @Inject
    ReactiveRedisDataSource redis;

    @Test
    void overTheEmbeddedOne() {
        String info = redis.execute("INFO", "server").await().atMost(Duration.ofSeconds(10)).toString();
        String hosts = ConfigProvider.getConfig().getValue("quarkus.redis.hosts", String.class);
        assertThat(info).contains("tcp_port:" + hosts.substring(hosts.lastIndexOf(':') + 1));
    }

    /** A Redis that was there before the application. */
    public static final class RedisOfTheOperator implements QuarkusTestResourceLifecycleManager {

        private EmbeddedRedis redis;

        @Override
        public Map<String, String> start() {
            redis = EmbeddedRedis.start("127.0.0.1", 0);
            return Map.of("quarkus.redis.hosts", redis.url().toString());
        }

        @Override
        public void stop() {
            redis.close();
        }
    }
}
