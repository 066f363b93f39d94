package io.mediary.function;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** What a call comes to. */
public sealed interface Answer {

    /**
     * It worked.
     *
     * @param data an object or an array; empty: no data
     */
    record Ok(Optional<JsonNode> data) implements Answer {
    }

    /**
     * It did not.
     *
     * @param code which error
     * @param text for people
     */
    record Error(ErrorCode code, String text) implements Answer {
    }
}
