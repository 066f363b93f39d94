package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.testing.RequiresChromium;

/** One session of a page becomes one type after the other: its connection goes on, the picture is there soon. */
@RequiresChromium
class BrowserTypeWalkIT {

    /** A second, and three times that on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(3);

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-type-walk");

    private static Page red;
    private static Page green;
    private static Page blue;

    @BeforeAll
    static void start() {
        red = STAGE.page("red", Color.RED, 440);
        green = STAGE.page("green", Color.GREEN, 700);
        blue = STAGE.page("blue", Color.BLUE, 1000);
    }

    @ParameterizedTest(name = "the page''s role: {0}")
    @ValueSource(strings = {"offer", "answer"})
    void pictureIsThereAfterEachStepAndNothingIsNegotiatedAnew(String role) {
        String partner = green.start(Map.of("type", "echo"));
        String publisher = blue.start(Map.of("type", "publish"));
        green.sees(partner, green.colour());
        Map<String, String> park = Map.of("type", "park");
        String walker = role.equals("offer") ? red.start(park) : red.answer(park);
        red.await("await test.connected(args[0], args[1]);", walker, Page.PATIENCE.toMillis());
        red.seesNothing(walker);
        String negotiated = red.negotiated(walker);

        red.become(walker, "echo", Map.of());
        seesAndHears(walker, red);

        red.become(walker, "publish", Map.of());
        red.seesNothing(walker);
        green.become(partner, "listen", Map.of("publisher_id", walker));
        green.sees(partner, red.colour(), SOON);

        green.become(partner, "echo", Map.of());
        red.become(walker, "park", Map.of());
        red.seesNothing(walker);
        green.sees(partner, green.colour(), SOON);

        red.become(walker, "bridge", Map.of("peer_id", partner));
        seesAndHears(walker, green);
        green.sees(partner, red.colour(), SOON);

        red.become(walker, "listen", Map.of("publisher_id", publisher));
        seesAndHears(walker, blue);

        red.become(walker, "echo", Map.of());
        seesAndHears(walker, red);
        assertThat(red.negotiated(walker)).isEqualTo(negotiated);
    }

    private static void seesAndHears(String walker, Page whom) {
        red.sees(walker, whom.colour(), SOON);
        red.hears(walker, whom.hertz());
    }
}
