package io.mediary.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A command over the REST door, and its answer.
 *
 * @param status of HTTP
 * @param answer the envelope
 */
record RestCall(int status, JsonNode answer) {

    private static final int UNAUTHORIZED = 100030;
    private static final int SYNTAX_ERROR = 100044;
    private static final int LONGEST = 2_048;
    /** Half a character can be sent as an escape only. */
    private static final ObjectMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Sends {@code media/session/create} and waits for the answer. */
    static RestCall post(String command, JsonNode data) {
        try {
            var response = given().contentType("application/json").body(JSON.writeValueAsString(data))
                    .post("/v1/" + command);
            return new RestCall(response.statusCode(), JSON.readTree(response.asString()));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** An object of texts: key, value, key, value. */
    static ObjectNode fields(String... pairs) {
        ObjectNode data = JSON.createObjectNode();
        for (int i = 0; i < pairs.length; i += 2) {
            data.put(pairs[i], pairs[i + 1]);
        }
        return data;
    }

    JsonNode data() {
        return answer.path("data");
    }

    /** The error's number; 0 where it is none. */
    int code() {
        return data().path("code").asInt();
    }

    /** Checks that it was refused without a reason: what has no fitting length has no fitting syntax. */
    void isRefused(String uri) {
        if (uri.isEmpty() || uri.length() > LONGEST) {
            assertThat(code()).as(uri).isEqualTo(SYNTAX_ERROR);
            return;
        }
        assertThat(answer.toString()).as(uri)
                .isEqualTo(
                        "{\"result\":\"error\",\"data\":{\"code\":" + UNAUTHORIZED + ",\"error\":\"Unauthorized\"}}");
        assertThat(status).as(uri).isEqualTo(403);
    }
}
