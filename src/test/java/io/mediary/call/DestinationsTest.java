package io.mediary.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.CallsConfig;
import io.mediary.function.Failure;

/** How callers may say whom they want to reach. */
class DestinationsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Destinations.Defaults NONE = new Destinations.Defaults(Optional.empty(), Optional.empty(),
            Optional.empty());

    private final Destinations destinations = new Destinations(JSON, new Config());

    @Test
    void aNameIsEnough() throws Exception {
        assertThat(destinations.read(JSON.readTree("\"ben\""), NONE))
                .containsExactly(new Destination("ben", Optional.empty(), 0, 30));
    }

    @Test
    void whatIsSaidOfAllHoldsForThoseThatDoNotSayOtherwise() throws Exception {
        Destinations.Defaults all = new Destinations.Defaults(Optional.of(Leg.Type.USER), Optional.of(2),
                Optional.of(9));
        assertThat(destinations.read(JSON.readTree("""
                ["ben", {"callee": "carl", "wait": 5}, {"sip": "sip:dan@example.com", "ring": 7},
                 {"session_id": "x"}, {"dest": "eve", "type": "session"}]"""), all)).containsExactly(
                new Destination("ben", Optional.of(Leg.Type.USER), 2, 9),
                new Destination("carl", Optional.of(Leg.Type.USER), 5, 9),
                new Destination("sip:dan@example.com", Optional.of(Leg.Type.SIP), 2, 7),
                new Destination("x", Optional.of(Leg.Type.SESSION), 2, 9),
                new Destination("eve", Optional.of(Leg.Type.SESSION), 2, 9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null                              | Missing field: callee
            {}                                | Missing field: callee.callee
            [{"type": "user"}]                | Missing field: callee[0].callee
            7                                 | Syntax error: callee
            []                                | Syntax error: callee
            ["a", "b", "c", "d", "e", "f"]    | Syntax error: callee
            ""                                | Syntax error: callee
            ["a", 1]                          | Syntax error: callee[1]
            {"user": {}}                      | Syntax error: callee.user
            {"user": "a", "ring": 0}          | Syntax error: callee.ring
            {"user": "a", "ring": 181}        | Syntax error: callee.ring
            [{"user": "a", "wait": -1}]       | Syntax error: callee[0].wait
            {"user": "a", "wait": "1"}        | Syntax error: callee.wait
            {"callee": "a", "type": 1}        | Syntax error: callee.type
            {"callee": "a", "type": "pigeon"} | Invalid value: pigeon
            """)
    void whatIsWrongIsNamed(String callee, String error) throws JsonProcessingException {
        var given = JSON.readTree(callee);
        assertThatThrownBy(() -> destinations.read(given, NONE)).isInstanceOf(Failure.class).hasMessage(error);
    }

    private static final class Config implements CallsConfig {

        @Override
        public Duration ring() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int destinations() {
            return 5;
        }

        @Override
        public int legs() {
            return 64;
        }

        @Override
        public Duration step() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int ringingPerUser() {
            return 256;
        }

        @Override
        public int ringingPerConnection() {
            return 16;
        }

        @Override
        public int perUser() {
            return 1_000;
        }
    }
}
