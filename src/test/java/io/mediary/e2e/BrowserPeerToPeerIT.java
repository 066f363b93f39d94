package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.RequiresChromium;

/** Two pages at two instances talk directly; what they say to connect goes through the server. */
@RequiresChromium
class BrowserPeerToPeerIT {

    private static final int PEER_STOPPED = 300021;

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-p2p");

    private static Page red;
    private static Page blue;

    @BeforeAll
    static void start() {
        red = STAGE.page("red", Color.RED, 440);
        STAGE.nextInstance();
        blue = STAGE.page("blue", Color.BLUE, 1000);
    }

    @Test
    void eachSeesAndHearsTheOtherByCandidatesThatComeAsEvents() {
        String master = red.start(Map.of("type", "p2p"));
        String slave = blue.answer(Map.of("type", "p2p", "master_id", master, "set_master_answer", true));

        red.sees(master, blue.colour());
        blue.sees(slave, red.colour());
        red.hears(master, blue.hertz());
        blue.hears(slave, red.hertz());

        for (String described : List.of("offer", "answer")) {
            assertThat(described(red, master, described)).contains("m=video").doesNotContain("a=candidate")
                    .isEqualTo(described(blue, slave, described));
        }
        assertThat(red.events(master)).contains("candidate").containsSubsequence("offer", "answer");
        assertThat(blue.events(slave)).contains("candidate");
        await().atMost(Page.PATIENCE).untilAsserted(() -> {
            assertThat(red.events(master)).contains("candidate_end");
            assertThat(blue.events(slave)).contains("candidate_end");
        });
        assertThat(STAGE.mediaObjects()).as("media objects at the media server").isZero();

        blue.await("await test.sessions[args[0]].session.close();", slave);
        assertThat(red.ends(master)).isEqualTo(PEER_STOPPED);
    }

    private static String described(Page page, String session, String which) {
        return (String) page.await(
                "return (await test.sessions[args[0]].session.request(`get_${args[1]}`))[args[1]].sdp;",
                session, which);
    }
}
