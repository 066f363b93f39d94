package io.mediary.function;

import java.io.IOException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.LimitsConfig;

/** Reads what came in by a door, within the bounds for strangers: depth, and lengths of texts, names and numbers. */
@ApplicationScoped
public class RequestJson {

    private static final int NAME_LENGTH = 1024;
    private static final int NUMBER_LENGTH = 64;

    private final JsonFactory factory;
    private final ObjectReader reader;

    /** @param mapper the one of {@link JsonRules} */
    @Inject
    public RequestJson(ObjectMapper mapper, LimitsConfig limits) {
        this.factory = JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(limits.jsonDepth()).maxNameLength(NAME_LENGTH).maxNumberLength(NUMBER_LENGTH)
                .maxStringLength(Math.toIntExact(limits.messageSize().asLongValue())).build())
                // Names come from strangers: they have no business in the table of the whole process.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();
        this.reader = mapper.readerFor(JsonNode.class);
    }

    /**
     * @param text UTF-8
     * @return the object that it is; fails with {@code invalid_parameters} where it is not JSON or anything else
     */
    public ObjectNode object(byte[] text) {
        try (JsonParser parser = factory.createParser(text)) {
            return object(parser);
        } catch (IOException notJson) {
            throw Failure.of(ErrorCode.INVALID_PARAMETERS);
        }
    }

    /** As {@link #object(byte[])}. */
    public ObjectNode object(String text) {
        try (JsonParser parser = factory.createParser(text)) {
            return object(parser);
        } catch (IOException notJson) {
            throw Failure.of(ErrorCode.INVALID_PARAMETERS);
        }
    }

    private ObjectNode object(JsonParser parser) throws IOException {
        JsonNode read = reader.readValue(parser);
        if (read instanceof ObjectNode object) {
            return object;
        }
        throw Failure.of(ErrorCode.INVALID_PARAMETERS);
    }
}
