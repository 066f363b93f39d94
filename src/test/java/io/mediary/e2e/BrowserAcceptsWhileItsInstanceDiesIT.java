package io.mediary.e2e;

import static org.awaitility.Awaitility.await;

import java.awt.Color;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;

/** A page accepts a call by an instance that hangs, and is killed before it has answered anything. */
@RequiresChromium
class BrowserAcceptsWhileItsInstanceDiesIT {

    @RegisterExtension
    static final Stage STAGE = new Stage("browser-accepts");

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
    void itsServersForIceAndItsAnswerAreAskedForAndSentAgain() {
        red.await("""
                test.invite = new Promise((resolve) => test.mediary.addEventListener('invite', ({ detail }) => {
                  detail.ring();
                  resolve(detail);
                }, { once: true }));
                """);
        blue.await("test.its = await test.mediary.call({callee: 'red', stream: test.stream});");
        red.await("test.its = await test.invite;");
        await("the caller knows that it rings").atMost(Page.PATIENCE)
                .until(() -> Boolean.TRUE.equals(blue.await("return test.its.state === 'ringing';")));

        first.pause();
        red.await("test.accepted = test.its.accept({stream: test.stream, iceServers: true});");
        first.kill();
        red.await("await test.accepted;");
        await("the caller knows that it is accepted").atMost(Page.PATIENCE)
                .until(() -> Boolean.TRUE.equals(blue.await("return test.its.state === 'talking';")));
        String mine = red.receives();
        String other = blue.receives();
        red.sees(mine, blue.colour());
        blue.sees(other, red.colour());
        blue.await("await test.its.hangup();");
        await("it is over").atMost(Page.PATIENCE)
                .until(() -> Boolean.TRUE.equals(red.await("return test.its.ended !== null;")));
    }
}
