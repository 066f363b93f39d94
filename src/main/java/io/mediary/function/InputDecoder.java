package io.mediary.function;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/**
 * Turns the {@code data} of a request into a function's input. What it fails with, naming the first field that is
 * wrong as in {@code offer.sdp} or {@code items[0].name}: {@code missing_field} for what must be there and is not,
 * {@code invalid_value} for a word outside an enumeration, {@code syntax_error} for another type or a value out of
 * range. A field that is null counts as absent; a field that nobody knows is left out, with a note in the log.
 * Thread-safe.
 */
@ApplicationScoped
class InputDecoder {

    private static final Logger LOG = Logger.getLogger(InputDecoder.class);
    private static final Set<Class<?>> PRESENCE = Set.of(NotNull.class, NotBlank.class, NotEmpty.class);
    private static final String WHOLE = "data";

    private final ObjectMapper mapper;
    private final Validator validator;
    private final UnknownFields unknownFields = new UnknownFields();
    /** As many as there are inputs of functions: making one is most of the work for a small input. */
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    InputDecoder(ObjectMapper mapper, Validator validator) {
        this.mapper = mapper;
        this.validator = validator;
    }

    /**
     * @param data an object; null, a null node or a missing node count as one without fields
     * @param type what to make of it
     */
    <I> I decode(JsonNode data, Type type) {
        JsonNode object = data == null || data.isMissingNode() || data.isNull() ? mapper.createObjectNode() : data;
        if (!object.isObject()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, WHOLE);
        }
        I input = read(object, readers.computeIfAbsent(type, this::reader));
        if (input != null) {
            check(input);
        }
        return input;
    }

    private ObjectReader reader(Type type) {
        return mapper.readerFor(mapper.constructType(type)).withHandler(unknownFields);
    }

    private <I> I read(JsonNode object, ObjectReader reader) {
        UnknownFields.Found unknown = new UnknownFields.Found();
        // The parser over the tree is Jackson's own business: it holds nothing to close.
        JsonParser parser = mapper.treeAsTokens(object);
        try {
            I input = reader.withAttribute(UnknownFields.FOUND, unknown).readValue(parser);
            if (!unknown.isEmpty()) {
                LOG.infof("Ignored fields that %s does not have: %s", reader.getValueType().getRawClass().getName(),
                        unknown);
            }
            return input;
        } catch (JsonMappingException mismatch) {
            throw failure(mismatch, object);
        } catch (IOException unreadable) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, WHOLE);
        }
    }

    private static Failure failure(JsonMappingException mismatch, JsonNode object) {
        if (mismatch.getCause() instanceof Failure failure) {
            return failure;
        }
        StringBuilder path = new StringBuilder();
        JsonNode value = object;
        for (JsonMappingException.Reference step : mismatch.getPath()) {
            boolean named = step.getFieldName() != null;
            append(path, step.getFieldName(), named ? null : step.getIndex());
            value = named ? value.path(step.getFieldName()) : value.path(step.getIndex());
        }
        if (value.isTextual() && mismatch instanceof MismatchedInputException input && input.getTargetType() != null
                && input.getTargetType().isEnum()) {
            return Failure.of(ErrorCode.INVALID_VALUE, Excerpt.of(value.textValue()));
        }
        return Failure.of(ErrorCode.SYNTAX_ERROR, shown(path));
    }

    private void check(Object input) {
        List<ConstraintViolation<Object>> violations = List.copyOf(validator.validate(input));
        if (violations.isEmpty()) {
            return;
        }
        // The validator promises no order; callers and tests want the same answer each time.
        ConstraintViolation<?> first = violations.stream().min(Comparator
                .<ConstraintViolation<Object>, Boolean>comparing(violation -> !isMissing(violation))
                .thenComparing(violation -> pathOf(violation.getPropertyPath()))).orElseThrow();
        throw Failure.of(isMissing(first) ? ErrorCode.MISSING_FIELD : ErrorCode.SYNTAX_ERROR,
                pathOf(first.getPropertyPath()));
    }

    private static boolean isMissing(ConstraintViolation<?> violation) {
        return PRESENCE.contains(violation.getConstraintDescriptor().getAnnotation().annotationType());
    }

    private static String pathOf(Path path) {
        StringBuilder text = new StringBuilder();
        for (Path.Node node : path) {
            if (node.isInIterable()) {
                append(text, node.getKey() == null ? null : node.getKey().toString(), node.getIndex());
            }
            if (node.getKind() == ElementKind.PROPERTY) {
                append(text, node.getName(), null);
            }
        }
        return shown(text);
    }

    private static void append(StringBuilder path, String name, Integer index) {
        if (index != null) {
            path.append('[').append(index).append(']');
        } else if (name != null) {
            path.append(path.isEmpty() ? "" : ".").append(name);
        }
    }

    private static String shown(StringBuilder path) {
        return path.isEmpty() ? WHOLE : Excerpt.of(path.toString());
    }
}
