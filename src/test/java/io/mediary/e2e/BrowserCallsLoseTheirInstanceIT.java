package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;

/** A page calls another one: its instance is killed while it rings, and the next one while they talk. */
@RequiresChromium
class BrowserCallsLoseTheirInstanceIT {

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-calls-lose");

    private static MediaryProcess first;
    private static MediaryProcess second;
    private static Telephone red;
    private static Telephone blue;

    @BeforeAll
    static void start() {
        first = STAGE.instance();
        second = STAGE.nextInstance();
        STAGE.nextInstance();
        blue = Telephone.of(STAGE.page("blue", Color.BLUE, 1000));
        STAGE.balance();
        red = Telephone.of(STAGE.page("red", Color.RED, 440));
        red.page().await("test.losses = 0; test.mediary.addEventListener('state',"
                + " ({detail}) => { test.losses += detail.state === 'reconnecting' ? 1 : 0; });");
    }

    @Test
    void itRingsOnAndTheyTalkOn() {
        String call = red.calls(Map.of("callee", "blue"));
        blue.invited(call);
        first.kill();
        back(1);
        blue.acts("ringing", call);
        blue.accepts(call);
        red.hears(call, "answer");
        red.meets(call, blue.page());
        blue.meets(call, red.page());

        second.kill();
        red.meets(call, blue.page());
        blue.meets(call, red.page());
        back(2);
        red.acts("hangup", call);
        assertThat(blue.ends(call)).isEqualTo(Party.API_HANGUP);
        assertThat(red.ends(call)).isEqualTo(Party.API_HANGUP);
        assertThat(red.heard(call)).containsOnlyOnce("ringing", "accepted", "answer", "hangup");
    }

    private static void back(int losses) {
        await("the page is back").atMost(Page.PATIENCE).until(() -> Boolean.TRUE.equals(red.page()
                .await("return test.losses === args[0] && test.mediary.state === 'connected';", losses)));
    }
}
