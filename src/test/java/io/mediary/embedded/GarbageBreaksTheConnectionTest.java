package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;

class GarbageBreaksTheConnectionTest {

    private static final int NO_GOODBYE = 1006;
    private static final int OVER_THE_MESSAGE_LIMIT = 5 * 1024 * 1024;

    @RegisterExtension
    final ServerFixture fixture = new ServerFixture();

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "42", "[{\"id\":1,\"method\":\"ping\",\"jsonrpc\":\"2.0\"}]", "{} {}",
            "{\"id\":1,\"method\":\"ping\",\"params\":[],\"jsonrpc\":\"2.0\"}"})
    void whereNoJsonRpcCouldBeAnswered(String garbage) {
        RpcClient client = fixture.connect();
        client.send(garbage);
        assertThat(client.closeCode()).isEqualTo(NO_GOODBYE);
        assertThat(client.answered()).isFalse();
        assertThat(fixture.connect().call("ping").at("/result/value").asText()).isEqualTo("pong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":{},\"method\":\"ping\",\"jsonrpc\":\"2.0\"}", "{\"id\":1,\"method\":\"ping\"}",
            "{\"id\":1,\"jsonrpc\":\"2.0\"}", "{}"})
    void butJsonThatIsNoRequestIsAnswered(String wrong) {
        RpcClient client = fixture.connect();
        client.send(wrong);
        assertThat(client.answer())
                .isEqualTo(
                        "{\"error\":{\"code\":-32600,\"message\":\"Invalid JSON-RPC request.\"},\"id\":null,\"jsonrpc\":\"2.0\"}");
    }

    @Test
    void andSoDoesAMessageOverTheLimit() {
        RpcClient client = fixture.connect();
        client.send("{\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"" + "x".repeat(OVER_THE_MESSAGE_LIMIT)
                + "\"},\"jsonrpc\":\"2.0\"}");
        assertThat(client.closeCode()).isGreaterThan(1000);
        assertThat(client.answered()).isFalse();
    }

    @Test
    void anotherPathIsRefusedAfterTheHandshake() {
        URI url = fixture.server().url();
        RpcClient client = RpcClient.connect(fixture.vertx(), url.resolve("/other"));
        assertThat(client.closeCode()).isEqualTo(1002);
    }

    @Test
    void plainHttpIsToldToUpgrade() throws Exception {
        URI url = fixture.server().url();
        HttpClientResponse response = fixture.vertx().createHttpClient()
                .request(HttpMethod.GET, url.getPort(), url.getHost(), url.getPath()).compose(request -> request.send())
                .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(426);
    }
}
