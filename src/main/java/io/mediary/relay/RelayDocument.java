package io.mediary.relay;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.media.Place;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** A relay and its messages as JSON. Thread-safe. */
@ApplicationScoped
public class RelayDocument {

    private final ObjectMapper json;

    RelayDocument(ObjectMapper json) {
        this.json = json;
    }

    /**
     * An element that is to be released.
     *
     * @param place where it is
     * @param id its id
     */
    @RegisterForReflection
    record Element(Place place, String id) {
    }

    /**
     * Somebody uses a relay no more.
     *
     * @param sessionId the session
     * @param joinId of the joining by which it did
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Leaving(String sessionId, String joinId) {
    }

    /**
     * An element that sessions received from is gone.
     *
     * @param element its id
     */
    @RegisterForReflection
    record Loss(String element) {
    }

    /** To JSON. */
    String write(Object one) {
        try {
            return json.writeValueAsString(one);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(one.getClass().getSimpleName() + " cannot be written", impossible);
        }
    }

    /** A relay from JSON. */
    Relay read(String doc) {
        return read(doc, Relay.class);
    }

    /** One of the messages from JSON. */
    <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a " + type.getSimpleName() + " of this version", foreign);
        }
    }
}
