package io.mediary.api;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.function.ErrorCode;

/** A message of a client, as the envelope says what it is. */
sealed interface Envelope {

    /**
     * A request.
     *
     * @param subclass {@code -} where there is none
     * @param data an object; a missing node where there is none
     * @param tid a string or a number, given back as it came
     */
    record Call(String commandClass, String subclass, String cmd, JsonNode data, JsonNode tid) implements Envelope {
    }

    /**
     * A response to a request of the server.
     *
     * @param data a missing node where there is none
     */
    record Reply(long tid, boolean ok, JsonNode data) implements Envelope {
    }

    /** An ack to a request of the server. */
    record Ack(long tid) implements Envelope {
    }

    /**
     * None of these.
     *
     * @param tid if it has one to answer to
     * @param detail what is wrong: a field
     */
    record Malformed(Optional<JsonNode> tid, ErrorCode code, String detail) implements Envelope {
    }
}
