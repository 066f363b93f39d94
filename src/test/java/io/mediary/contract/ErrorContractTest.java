package io.mediary.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Every error that a caller can cause has the same code and text at both doors, and hurts nobody. */
@QuarkusTest
class ErrorContractTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/v1/ws")
    URI http;

    @Test
    void theWebSocketAnswersEachErrorAndLivesOn() throws Exception {
        try (RawSocket socket = socket()) {
            int tid = 0;
            for (JsonNode sample : table()) {
                String[] name = sample.get("cmd").asText().split("/");
                ObjectNode request = JSON.createObjectNode()
                        .put("class", name[0])
                        .put("subclass", name[1])
                        .put("cmd", name[2])
                        .put("tid", ++tid);
                socket.send(request.set("data", sample.get("data")).toString());
                check(sample, socket.next());
            }
            assertThat(socket.isOpen()).isTrue();
        }
    }

    @Test
    void restAnswersEachErrorWithItsStatus() throws Exception {
        for (JsonNode sample : table()) {
            var answer = given().contentType("application/json")
                    .body(sample.get("data").toString())
                    .post("/v1/" + sample.get("cmd").asText());
            check(sample, JSON.readTree(answer.asString()));
            assertThat(answer.statusCode()).as(sample.get("name").asText())
                    .isEqualTo(ErrorCode.of(sample.get("code").asInt()).orElseThrow().httpStatus());
        }
    }

    @Test
    void whatIsNoRequestIsAnsweredAndTheConnectionLives() throws Exception {
        try (RawSocket socket = socket()) {
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
        try (RawSocket socket = socket()) {
            socket.send(large);
            assertThat(socket.next().at("/data/code").asInt()).isEqualTo(100050);
            socket.send("{\"class\":\"core\",\"cmd\":\"ping\",\"tid\":2}");
            assertThat(socket.next().path("tid").asInt()).isEqualTo(2);
        }
    }

    private RawSocket socket() {
        return new RawSocket(URI.create(http.toString().replaceFirst("http", "ws")));
    }

    private static void check(JsonNode sample, JsonNode answer) {
        assertThat(answer.path("result").asText()).as(sample.get("name").asText()).isEqualTo("error");
        assertThat(answer.at("/data/code").asInt()).as("%s: %s", sample.get("name"), answer)
                .isEqualTo(sample.get("code").asInt());
        assertThat(answer.at("/data/error").asText()).as(sample.get("name").asText())
                .isEqualTo(sample.get("text").asText());
    }

    private static JsonNode table() throws IOException {
        try (InputStream in = ErrorContractTest.class.getResourceAsStream("/contract/errors.json")) {
            return JSON.readTree(in);
        }
    }
}
