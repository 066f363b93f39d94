package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.testing.RequiresChromium;

/** Two pages at two instances call each other by the calls of {@code mediary.js}, whoever offers and whatever carries the media. */
@RequiresChromium
class BrowserClientCallsIT {

    private static final String GIVEN_UP = "305008";
    private static final String REJECTED = "305003 Not now";

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-client-calls");

    private static Page red;
    private static Page blue;

    @BeforeAll
    static void start() {
        red = STAGE.page("red", Color.RED, 440);
        STAGE.nextInstance();
        blue = STAGE.page("blue", Color.BLUE, 1000);
        for (Page page : new Page[]{red, blue}) {
            page.await(
                    """
                            test.note = (call) => {
                              test.notes = [];
                              for (const type of ['ringing', 'accepted', 'hold', 'dtmf', 'info', 'failure', 'hangup']) {
                                call.addEventListener(type, ({ detail }) => test.notes.push(
                                  [type, JSON.stringify(detail.digits ?? detail.held ?? detail.said ?? detail.code ?? '')].join(' ')));
                              }
                              test.its = call;
                            };
                            """);
        }
        blue.await("""
                test.mediary.addEventListener('invite', ({ detail }) => {
                  test.note(detail);
                  detail.ring();
                });
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{role: 'answer'}", "{trickle: false}", "{iceServers: true}", "{backend: 'p2p'}"})
    void eachSeesAndHearsTheOtherUnlessOneHoldsTheCall(String options) {
        call(options);
        blue.await("await test.its.accept({stream: test.stream, trickle: test.its.caller.trickle});");
        String mine = red.receives();
        String other = blue.receives();
        meet(mine, other);
        noted(red, "accepted \"\"");

        red.await("await test.its.hold();");
        noted(blue, "hold true");
        blue.seesNothing(other);
        red.await("await test.its.mute({video: true}); await test.its.resume();");
        noted(blue, "hold false");
        blue.hears(other, red.hertz());
        blue.seesNothing(other);
        red.await("await test.its.mute({video: false});");
        meet(mine, other);

        red.await("await test.its.dtmf('12#'); await test.its.info({said: 'hello'});");
        noted(blue, "dtmf \"12#\"");
        noted(blue, "info \"hello\"");
        blue.await("await test.its.hangup('Good night');");
        noted(red, "hangup 305011");
        assertThat(red.await("return `${test.its.ended.reason} ${test.its.session.ended !== null}`;"))
                .isEqualTo("Good night true");
        assertThat((String) red.await("return test.notes.join();")).doesNotContain("failure");
        assertThat((String) blue.await("return test.notes.join();")).doesNotContain("failure");
    }

    @Test
    void callIsRejectedWithAReasonOrGivenUp() {
        call("{}");
        blue.await("await test.its.reject('Not now');");
        noted(red, "hangup 305003");
        assertThat(red.await("return `${test.its.ended.code} ${test.its.ended.reason}`;")).isEqualTo(REJECTED);

        call("{}");
        red.await("await test.its.hangup();");
        noted(blue, "hangup " + GIVEN_UP);
        assertThat(blue.await("return test.its.accept({}).then(() => 'accepted', (error) => `${error.code}`);"))
                .isEqualTo(GIVEN_UP);
    }

    @Test
    void clientThatDoesNotListenForInvitationsRejectsThem() {
        assertThat(red.await("""
                const call = await test.mediary.call({ callee: test.mediary.sessionId, stream: test.stream });
                const over = new Promise((resolve) => call.addEventListener('hangup', resolve));
                await over;
                return call.ended.code;
                """)).isEqualTo(305003L);
        assertThat(red.await("return test.mediary.call({callee: 'nobody', stream: test.stream})"
                + ".then(() => 'made', (error) => error.code);")).isEqualTo(305005L);
    }

    private static void call(String options) {
        blue.await("test.its = null;");
        red.await("test.note(await test.mediary.call({callee: 'blue', stream: test.stream, caller: {trickle: " + options
                + ".trickle ?? true}, ..." + options + "}));");
        await("it rings").atMost(Page.PATIENCE)
                .until(() -> Boolean.TRUE.equals(blue.await("return test.its?.state === 'ringing';")));
        await("the caller knows").atMost(Page.PATIENCE)
                .until(() -> Boolean.TRUE.equals(red.await("return test.its.state === 'ringing';")));
    }

    private static void meet(String mine, String other) {
        red.sees(mine, blue.colour());
        red.hears(mine, blue.hertz());
        blue.sees(other, red.colour());
        blue.hears(other, red.hertz());
    }

    private static void noted(Page page, String note) {
        await(note).atMost(Page.PATIENCE)
                .until(() -> Boolean.TRUE.equals(page.await("return test.notes.includes(args[0]);", note)));
    }
}
