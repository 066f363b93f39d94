package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;

/** Two bridged pages at two instances: one instance is killed, the pictures go on, its page goes on at the other. */
@RequiresChromium
class BrowserLosesItsInstanceIT {

    private static final int BRIDGE_STOP = 300020;
    /** A second, and three times that on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(3);

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-loses-its-instance");

    private static MediaryProcess first;
    private static Page red;
    private static Page blue;

    @BeforeAll
    static void start() {
        first = STAGE.instance();
        STAGE.nextInstance();
        blue = STAGE.page("blue", Color.BLUE, 1000);
        STAGE.balance();
        red = STAGE.page("red", Color.RED, 440);
    }

    @Test
    void picturesGoOnAndTheResumedPageCommandsItsSession() {
        String mine = red.start(Map.of("type", "park"));
        String other = blue.start(Map.of("type", "bridge", "peer_id", mine));
        seeEachOther(mine, other);
        String negotiated = red.negotiated(mine);
        String connection = connection();
        red.await("test.losses = 0; test.mediary.addEventListener('state',"
                + " ({detail}) => { test.losses += detail.state === 'reconnecting' ? 1 : 0; });");

        first.kill();
        seeEachOther(mine, other);
        await("the page is back").atMost(Page.PATIENCE).until(() -> Boolean.TRUE
                .equals(red.await("return test.losses === 1 && test.mediary.state === 'connected';")));
        assertThat(connection()).as("the connection that was resumed").isEqualTo(connection);
        seeEachOther(mine, other);

        red.become(mine, "echo", Map.of());
        red.sees(mine, red.colour(), SOON);
        red.hears(mine, red.hertz());
        assertThat(red.negotiated(mine)).isEqualTo(negotiated);
        assertThat(blue.ends(other)).isEqualTo(BRIDGE_STOP);
        await("events arrive again").atMost(Page.PATIENCE)
                .untilAsserted(() -> assertThat(red.events(mine)).endsWith("type"));
        assertThat(red.events(mine)).containsOnlyOnce("created", "answer");
    }

    private static String connection() {
        return (String) red.await("return test.mediary.sessionId;");
    }

    private static void seeEachOther(String mine, String other) {
        red.sees(mine, blue.colour(), SOON);
        blue.sees(other, red.colour(), SOON);
    }
}
