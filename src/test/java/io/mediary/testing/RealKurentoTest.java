package io.mediary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.mediary.embedded.RpcClient;
import io.vertx.core.Vertx;

class RealKurentoTest {

    @Test
    void countsWhatWasMadeSinceItsBeginning() {
        Vertx vertx = Vertx.vertx();
        try (EmbeddedMedia server = new EmbeddedMedia(); RpcClient client = RpcClient.connect(vertx, server.url())) {
            client.create("MediaPipeline");
            RealKurento media = new RealKurento(server.url(), () -> {
            });
            assertThat(media.openObjects()).isZero();
            String pipeline = client.create("MediaPipeline");
            client.create("PassThrough", "mediaPipeline", pipeline);
            assertThat(media.openObjects()).isEqualTo(2);
            media.close();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
