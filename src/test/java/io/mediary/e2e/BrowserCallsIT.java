package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.RequiresChromium;

/** Two pages at two instances call each other. */
@RequiresChromium
class BrowserCallsIT {

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-calls");

    private static Telephone red;
    private static Telephone blue;

    @BeforeAll
    static void start() {
        red = Telephone.of(STAGE.page("red", Color.RED, 440));
        STAGE.nextInstance();
        blue = Telephone.of(STAGE.page("blue", Color.BLUE, 1000));
    }

    @Test
    void theySeeAndHearEachOtherUntilOneHangsUp() {
        String call = red.calls(Map.of("callee", "blue"));
        blue.invited(call);
        blue.acts("ringing", call);
        red.hears(call, "ringing");
        blue.accepts(call);
        red.meets(call, blue.page());
        blue.meets(call, red.page());
        assertThat(red.heard(call)).containsSubsequence("ringing", "accepted", "answer");

        blue.acts("hangup", call);
        assertThat(red.ends(call)).isEqualTo(Party.API_HANGUP);
        assertThat(blue.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void withoutAMediaServerTheySeeAndHearEachOtherDirectly() {
        String call = blue.calls(Map.of("callee", "red", "backend", "p2p"));
        red.invited(call);
        red.accepts(call);
        blue.meets(call, red.page());
        red.meets(call, blue.page());
        assertThat(STAGE.mediaObjects()).as("media objects at the media server").isZero();

        blue.acts("hangup", call);
        assertThat(red.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void theCalleeRejects() {
        String call = red.calls(Map.of("callee", "blue"));
        blue.invited(call);
        blue.acts("rejected", call);
        assertThat(red.ends(call)).isEqualTo(Party.CALL_REJECTED);
    }

    @Test
    void theCallerCancels() {
        String call = red.calls(Map.of("callee", "blue"));
        blue.invited(call);
        red.acts("hangup", call);
        assertThat(blue.ends(call)).isEqualTo(Party.ORIGINATOR_CANCEL);
    }

    @Test
    void nobodyAnswersInTime() {
        String call = red.calls(Map.of("callee", "blue", "ring", 1));
        blue.invited(call);
        assertThat(blue.ends(call)).isEqualTo(Party.RING_TIMEOUT);
        assertThat(red.ends(call)).isEqualTo(Party.NO_ANSWER);
    }
}
