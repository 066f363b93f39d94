package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.RequiresChromium;

/** A limit makes the browser's encoder really send less, and lifting it lets it send more again. */
@RequiresChromium
class BrowserBitrateIT {

    private static final int LIMIT = 150;
    /** An encoder meets its target in the mean only. */
    private static final double ABOUT = 1.35 * LIMIT;
    private static final double MUCH = 2.5 * LIMIT;
    private static final Duration WINDOW = Duration.ofSeconds(2);

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-bitrate");

    private static Page page;

    @BeforeAll
    static void start() {
        page = STAGE.page("red", Color.RED, 440);
        page.await("test.noisy = true;");
    }

    @Test
    void limitOfTheCreationHoldsUntilItIsLifted() {
        String session = page.start(Map.of("type", "publish", "bitrate", LIMIT));
        sendsAbout(session);

        limit(session, 0);
        sendsMuch(session);
    }

    @Test
    void limitOfAnUpdateSlowsTheSenderDown() {
        String session = page.start(Map.of("type", "publish"));
        sendsMuch(session);

        limit(session, LIMIT);
        sendsAbout(session);
        page.become(session, "park", Map.of());
        sendsAbout(session);

        limit(session, 0);
        sendsMuch(session);
    }

    @Test
    void limitOfARoomHoldsInItOnly() {
        page.await("await test.mediary.request('media/room/create', args[0]);",
                Map.of("class", "sfu", "room_id", "narrow", "bitrate", LIMIT));
        String session = page.start(Map.of("type", "publish", "room_id", "narrow", "bitrate", 10 * LIMIT));
        sendsAbout(session);

        page.become(session, "park", Map.of());
        sendsMuch(session);
    }

    private static void limit(String session, int kbps) {
        page.await("await test.sessions[args[0]].session.update({bitrate: args[1]});", session, kbps);
    }

    private static void sendsAbout(String session) {
        await("about the limit").atMost(Page.PATIENCE).untilAsserted(() -> assertThat(page.videoSent(session, WINDOW))
                .isBetween(LIMIT / 3.0, ABOUT));
    }

    private static void sendsMuch(String session) {
        await("far above the limit").atMost(Page.PATIENCE)
                .untilAsserted(() -> assertThat(page.videoSent(session, WINDOW))
                        .as(() -> page.videoLimits(session)).isGreaterThan(MUCH));
    }
}
