package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AnswersComeInOrderTest {

    private static final int FLOOD = 2_000;

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void release() {
        goOn.countDown();
    }

    @Test
    void aSlowCallDelaysTheRequestsBehindItAndNoOtherSocket() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        fixture.engine().beforeOffer(() -> {
            inside.countDown();
            await(goOn);
        });
        RpcClient slow = fixture.connect();
        String endpoint = slow.create("WebRtcEndpoint", "mediaPipeline", slow.create("MediaPipeline"));
        slow.send("{\"id\":7,\"method\":\"invoke\",\"params\":{\"object\":\"" + endpoint
                + "\",\"operation\":\"generateOffer\"},\"jsonrpc\":\"2.0\"}");
        slow.send("{\"id\":\"eight\",\"method\":\"ping\",\"jsonrpc\":\"2.0\"}");
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        RpcClient other = fixture.connect();
        assertThat(other.invoke(endpoint, "getName").at("/result/value").asText()).isEqualTo(endpoint);
        assertThat(slow.answered()).isFalse();

        goOn.countDown();
        assertThat(RpcClient.json(slow.answer()).path("id").asInt()).isEqualTo(7);
        assertThat(RpcClient.json(slow.answer()).path("id").asText()).isEqualTo("eight");
    }

    @Test
    void aFloodOfRequestsIsAnsweredCompletely() {
        RpcClient client = fixture.connect();
        List<Integer> expected = new ArrayList<>();
        List<Integer> answered = new ArrayList<>();
        for (int id = 1; id <= FLOOD; id++) {
            client.send("{\"id\":" + id + ",\"method\":\"ping\",\"jsonrpc\":\"2.0\"}");
            expected.add(id);
        }
        for (int i = 0; i < FLOOD; i++) {
            answered.add(RpcClient.json(client.answer()).path("id").asInt());
        }
        assertThat(answered).isEqualTo(expected);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
