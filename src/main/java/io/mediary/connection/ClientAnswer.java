package io.mediary.connection;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a client answered to a request of the server.
 *
 * @param ok it worked
 * @param data the answer's data, or the error's {@code code} and {@code error}; a missing node where there is none
 */
public record ClientAnswer(boolean ok, JsonNode data) {
}
