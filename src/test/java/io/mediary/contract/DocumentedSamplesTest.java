package io.mediary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
        Map<String, String> variables = new HashMap<>();
        variables.put("$OFFER", Offers.contractOffer());
        int replayed = 0;
        try (RawSocket socket = new RawSocket(URI.create(http.toString().replaceFirst("http", "ws")))) {
            for (Sample sample : Sample.of(Path.of("docs/api.md"))) {
                if (sample.sent()) {
                    socket.send(sample.filled(variables));
                } else {
                    boolean request = sample.json().contains("\"cmd\":");
                    JsonNode message = request ? socket.nextRequest() : socket.next();
                    assertThat(sample.mismatch(message, variables))
                            .as("documented: %s%ngot: %s", sample.json(), message)
                            .isEmpty();
                    if (request) {
                        socket.send(JSON.createObjectNode().put("result", "ok").<ObjectNode>set(
                                "tid", message.get("tid")).toString());
                    }
                    replayed++;
                }
            }
        }
        assertThat(replayed).isGreaterThan(20);
    }
}
