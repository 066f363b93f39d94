package io.mediary.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.CallsConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/** Reads whom a caller wants to reach: a name, an object, or a list of both. Thread-safe. */
@ApplicationScoped
public class Destinations {

    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_RING = 180;
    private static final String FIELD = "callee";

    private final ObjectMapper json;
    private final CallsConfig config;

    Destinations(ObjectMapper json, CallsConfig config) {
        this.json = json;
        this.config = config;
    }

    /**
     * What holds where a destination does not say otherwise.
     *
     * @param type what they are
     * @param after seconds after the call's beginning
     * @param ring seconds
     */
    record Defaults(Optional<Leg.Type> type, Optional<Integer> after, Optional<Integer> ring) {
    }

    /**
     * Reads a field {@code callee}.
     *
     * @return one at least; fails with {@code missing_field}, {@code syntax_error}, {@code invalid_value}
     */
    List<Destination> read(JsonNode callee, Defaults defaults) {
        if (callee == null || callee.isNull() || callee.isMissingNode()) {
            throw Failure.of(ErrorCode.MISSING_FIELD, FIELD);
        }
        if (!callee.isArray()) {
            return List.of(one(callee, FIELD, defaults));
        }
        if (callee.isEmpty() || callee.size() > config.destinations()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, FIELD);
        }
        List<Destination> all = new ArrayList<>();
        for (int number = 0; number < callee.size(); number++) {
            all.add(one(callee.get(number), FIELD + "[" + number + "]", defaults));
        }
        return all;
    }

    private Destination one(JsonNode callee, String field, Defaults defaults) {
        if (callee.isTextual()) {
            return new Destination(name(callee, field), defaults.type(), after(callee, field, defaults),
                    ring(callee, field, defaults));
        }
        if (!callee.isObject()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, field);
        }
        Optional<Leg.Type> type = callee.hasNonNull("type")
                ? Optional.of(type(callee.get("type"), field + ".type"))
                : defaults.type();
        for (String word : List.of("user", "session_id", "sip", "callee", "dest")) {
            if (callee.hasNonNull(word)) {
                return new Destination(name(callee.get(word), field + "." + word), implied(word).or(() -> type),
                        after(callee, field, defaults), ring(callee, field, defaults));
            }
        }
        throw Failure.of(ErrorCode.MISSING_FIELD, field + ".callee");
    }

    private static Optional<Leg.Type> implied(String word) {
        return switch (word) {
            case "user" -> Optional.of(Leg.Type.USER);
            case "session_id" -> Optional.of(Leg.Type.SESSION);
            case "sip" -> Optional.of(Leg.Type.SIP);
            default -> Optional.empty();
        };
    }

    private Leg.Type type(JsonNode word, String field) {
        if (!word.isTextual()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, field);
        }
        try {
            return json.convertValue(word, Leg.Type.class);
        } catch (IllegalArgumentException other) {
            throw Failure.of(ErrorCode.INVALID_VALUE,
                    word.textValue().substring(0, Math.min(64, word.textValue().length())));
        }
    }

    private static String name(JsonNode name, String field) {
        if (!name.isTextual() || name.textValue().isBlank() || name.textValue().length() > LONGEST_NAME) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, field);
        }
        return name.textValue();
    }

    private static int after(JsonNode callee, String field, Defaults defaults) {
        return seconds(callee.path("wait"), field + ".wait", 0).orElseGet(() -> defaults.after().orElse(0));
    }

    private int ring(JsonNode callee, String field, Defaults defaults) {
        return seconds(callee.path("ring"), field + ".ring", 1)
                .orElseGet(() -> defaults.ring().orElseGet(() -> (int) config.ring().toSeconds()));
    }

    private static Optional<Integer> seconds(JsonNode number, String field, int least) {
        if (number.isMissingNode() || number.isNull()) {
            return Optional.empty();
        }
        if (!number.isInt() || number.intValue() < least || number.intValue() > LONGEST_RING) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, field);
        }
        return Optional.of(number.intValue());
    }
}
