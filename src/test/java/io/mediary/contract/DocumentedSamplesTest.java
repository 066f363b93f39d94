package io.mediary.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Everything that the API page shows happens as it is shown. */
@QuarkusTest
class DocumentedSamplesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/v1/ws")
    URI http;

    @Test
    void theSamplesOfTheApiPageAreTrue() throws Exception {
        try (RawSocket socket = RawSocket.open(http)) {
            assertThat(new Replay(socket).play("sample")).isGreaterThan(100);
        }
    }

    @Test
    void theCommandsOfItsSamplesAreInOpenApi() throws Exception {
        JsonNode paths = JSON.readTree(given().queryParam("format", "json").get("/q/openapi").asString())
                .path("paths");
        for (String blocks : List.of("sample", "sample with a film")) {
            for (Sample sample : Sample.of(Path.of("docs/api.md"), blocks)) {
                if (sample.sent() && !sample.isHttp()) {
                    JsonNode sent = JSON.readTree(sample.json());
                    String command = "%s/%s/%s".formatted(sent.path("class").asText(),
                            sent.path("subclass").asText("-"), sent.path("cmd").asText());
                    assertThat(paths.has("/v1/" + command) || command.endsWith("/dance")).as(command).isTrue();
                }
            }
        }
        assertThat(paths.at("/~1v1~1recordings~1{recording_id}").fieldNames()).toIterable().contains("get", "head");
    }
}
