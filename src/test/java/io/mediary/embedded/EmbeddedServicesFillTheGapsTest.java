package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.config.EmbeddedServices;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;

@QuarkusTest
class EmbeddedServicesFillTheGapsTest {

    @Inject
    ReactiveRedisDataSource redis;

    @Inject
    Vertx vertx;

    @Inject
    EmbeddedServices embedded;

    @Test
    void theRedisClientReachesTheEmbeddedRedis() {
        String info = redis.execute("INFO", "server").await().atMost(Duration.ofSeconds(10)).toString();
        URI url = embedded.redis().orElseThrow();
        assertThat(url.getHost()).isEqualTo("127.0.0.1");
        assertThat(info).contains("tcp_port:" + url.getPort());
    }

    @Test
    void theMediaServerAnswersAtItsAddress() {
        URI url = embedded.kurento().orElseThrow();
        assertThat(embedded.kurento()).contains(url);
        try (RpcClient client = RpcClient.connect(vertx, url)) {
            assertThat(client.create("WebRtcEndpoint", "mediaPipeline", client.create("MediaPipeline")))
                    .endsWith("_kurento.WebRtcEndpoint");
        }
    }
}
