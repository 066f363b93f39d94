package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.RequiresChromium;

/** Two pages at two instances see and hear each other through a bridge, until one of them leaves it. */
@RequiresChromium
class BrowserBridgeIT {

    private static final int BRIDGE_STOP = 300020;
    private static final int PEER_STOPPED = 300021;
    /** A second, and three times that on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(3);

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-bridge");

    private static Page red;
    private static Page blue;

    @BeforeAll
    static void start() {
        red = STAGE.page("red", Color.RED, 440);
        STAGE.nextInstance();
        blue = STAGE.page("blue", Color.BLUE, 1000);
    }

    @Test
    void eachSeesAndHearsTheOtherUntilOneLeaves() {
        String first = red.start(Map.of("type", "park"));
        String second = blue.start(Map.of("type", "bridge", "peer_id", first));
        seeAndHearEachOther(first, second);

        red.become(first, "echo", Map.of());
        red.sees(first, red.colour(), SOON);
        red.hears(first, red.hertz());
        assertThat(blue.ends(second)).isEqualTo(BRIDGE_STOP);
    }

    @Test
    void theSlaveThatAnswersIsBridgedAndEndsWithItsMaster() {
        String first = red.answer(Map.of("type", "park"));
        String second = blue.answer(Map.of("type", "bridge", "peer_id", first, "master_id", first));
        seeAndHearEachOther(first, second);

        red.await("await test.sessions[args[0]].session.close();", first);
        assertThat(blue.ends(second)).isEqualTo(PEER_STOPPED);
    }

    @Test
    void theOneThatIsLeftParksWhereItShallNotStop() {
        String first = red.start(Map.of("type", "park"));
        String second = blue.start(Map.of("type", "bridge", "peer_id", first, "stop_after_peer", false));
        blue.sees(second, red.colour());

        red.become(first, "park", Map.of());
        blue.seesNothing(second);
        assertThat(blue.await("return (await test.sessions[args[0]].session.request('get_info')).type;", second))
                .isEqualTo("park");
        blue.become(second, "bridge", Map.of("peer_id", first));
        blue.sees(second, red.colour(), SOON);
        red.sees(first, blue.colour(), SOON);
    }

    @Test
    void mutedVideoIsMissingAtTheOtherEndOnly() {
        String first = red.start(Map.of("type", "park"));
        String second = blue.start(Map.of("type", "bridge", "peer_id", first, "mute_video", true));
        blue.sees(second, red.colour());
        red.hears(first, blue.hertz());
        red.seesNothing(first);

        blue.await("await test.sessions[args[0]].session.mute({video: false});", second);
        red.sees(first, blue.colour(), SOON);
    }

    private static void seeAndHearEachOther(String first, String second) {
        red.sees(first, blue.colour());
        blue.sees(second, red.colour());
        red.hears(first, blue.hertz());
        blue.hears(second, red.hertz());
    }
}
