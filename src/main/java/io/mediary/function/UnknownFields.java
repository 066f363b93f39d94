package io.mediary.function;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;

/** Skips the fields that no record has a place for, and notes the first few of each call. */
final class UnknownFields extends DeserializationProblemHandler {

    /** The attribute of a read that holds its {@link Found}. */
    static final Object FOUND = UnknownFields.class;

    private static final int NOTED = 5;

    /** What one read met; confined to its thread. */
    static final class Found {
        private final List<String> names = new ArrayList<>();
        private int count;

        boolean isEmpty() {
            return count == 0;
        }

        @Override
        public String toString() {
            return String.join(", ", names) + (count > names.size() ? " and " + (count - names.size()) + " more" : "");
        }
    }

    @Override
    public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser,
            JsonDeserializer<?> deserializer, Object beanOrClass, String name) throws IOException {
        if (context.getAttribute(FOUND) instanceof Found found) {
            found.count++;
            if (found.names.size() < NOTED) {
                found.names.add(Excerpt.of(name));
            }
        }
        parser.skipChildren();
        return true;
    }
}
