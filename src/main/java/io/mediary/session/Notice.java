package io.mediary.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The payload of a message from one session to another.
 *
 * @param sessionId who sends it; empty for a room
 * @param joinId of the joining that it is about; empty where it is about none
 */
public record Notice(String sessionId, String joinId) {

    private static final ObjectReader READER = new ObjectMapper().readerFor(ObjectNode.class);

    /** About no joining. */
    public static Notice of(String sessionId) {
        return new Notice(sessionId, "");
    }

    /** As it is sent. */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!sessionId.isEmpty()) {
            json.put("session_id", sessionId);
        }
        if (!joinId.isEmpty()) {
            json.put("join_id", joinId);
        }
        return json.toString();
    }

    /** As it was sent. */
    static Notice read(String payload) {
        try {
            ObjectNode json = READER.readValue(payload);
            return new Notice(json.path("session_id").asText(), json.path("join_id").asText());
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a message of this version: " + payload, foreign);
        }
    }
}
