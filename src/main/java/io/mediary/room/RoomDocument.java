package io.mediary.room;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Rooms and their members as the JSON that Redis keeps. Thread-safe. */
@ApplicationScoped
public class RoomDocument {

    /** The field that remembers which request made the room, where that may be repeated. */
    private static final String REQUEST = "request";

    private final ObjectMapper json;

    RoomDocument(ObjectMapper json) {
        this.json = json;
    }

    /** A room to JSON, with the mark of a request that may be repeated. */
    String write(Room room, Optional<String> request) {
        ObjectNode doc = json.valueToTree(room);
        request.ifPresent(mark -> doc.put(REQUEST, mark));
        return doc.toString();
    }

    /** A room from JSON. */
    Room room(String doc) {
        return read(doc, Room.class);
    }

    /** Whether the request with this mark made the room. */
    boolean isFrom(String doc, Optional<String> request) {
        return request.isPresent() && read(doc, JsonNode.class).path(REQUEST).asText().equals(request.get());
    }

    /** A member to JSON. */
    String write(Member member) {
        return json.valueToTree(member).toString();
    }

    /** A member from JSON. */
    Member member(String text) {
        return read(text, Member.class);
    }

    /** Any other JSON of a message. */
    JsonNode tree(String text) {
        return read(text, JsonNode.class);
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a " + type.getSimpleName() + " of this version", foreign);
        }
    }
}
