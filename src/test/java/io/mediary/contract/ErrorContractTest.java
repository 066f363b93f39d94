package io.mediary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Every error that a caller can cause has the same code and text at both doors, and hurts nobody. */
@QuarkusTest
class ErrorContractTest {

    @TestHTTPResource("/v1/ws")
    URI http;

    @Test
    void theWebSocketAnswersEachErrorAndLivesOn() throws Exception {
        try (ErrorTable table = new ErrorTable("errors.json"); RawSocket socket = RawSocket.open(http)) {
            table.play(socket);
        }
    }

    @Test
    void restAnswersEachErrorWithItsStatus() throws Exception {
        try (ErrorTable table = new ErrorTable("errors.json")) {
            table.playByRest();
        }
    }

    @Test
    void whatIsNoRequestIsAnsweredAndTheConnectionLives() throws Exception {
        try (RawSocket socket = RawSocket.open(http)) {
            for (String garbage : new String[]{"hello", "[1]", "7", "", "{\"cmd\":", "null"}) {
                socket.send(garbage);
                JsonNode answer = socket.next();
                assertThat(answer.at("/data/code").asInt()).as(garbage).isEqualTo(100041);
                assertThat(answer.has("tid")).isFalse();
            }
            socket.send("{\"class\":\"core\",\"cmd\":\"ping\",\"tid\":1}");
            assertThat(socket.next().path("result").asText()).isEqualTo("ok");
        }
    }

    @Test
    void aMessageOfTenMegabytesIsTooLargeAndTheConnectionLives() throws Exception {
        String large = "{\"class\":\"core\",\"cmd\":\"ping\",\"tid\":1,\"data\":{\"x\":\"" + "x".repeat(10_000_000)
                + "\"}}";
        try (RawSocket socket = RawSocket.open(http)) {
            socket.send(large);
            assertThat(socket.next().at("/data/code").asInt()).isEqualTo(100050);
            socket.send("{\"class\":\"core\",\"cmd\":\"ping\",\"tid\":2}");
            assertThat(socket.next().path("tid").asInt()).isEqualTo(2);
        }
    }
}
