package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mediary.testing.Browser;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;

/** Two tabs of the console, at two instances, are phones that call each other. */
@RequiresChromium
class ConsolePhoneIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration STILL = Duration.ofSeconds(1);

    private static Cluster cluster;
    private static MediaryProcess first;
    private static MediaryProcess second;
    private static Browser browser;
    private static Phone alice;
    private static Phone bob;

    /** A tab that is a phone, of a user who is called as the test says. */
    private record Phone(String tab, MediaryProcess instance) {

        static Phone open(MediaryProcess instance) {
            return new Phone(browser.openBeside(URI.create("about:blank")), instance);
        }

        void register(String user) {
            browser.turnTo(tab);
            browser.open(URI.create("about:blank"));
            browser.open(instance.http("/#phone"));
            until("text('#socket') === 'connected'");
            choose("phone-source", "generated");
            browser.run("document.getElementById('phone-user').value = arguments[0];", user);
            press("#phone-on");
            until("text('#phone-registered') === `registered as " + user + "`");
        }

        /** As a user does: all that it holds goes first. */
        void reload() {
            browser.turnTo(tab);
            browser.run("window.old = true; location.reload();");
            until("!window.old && text('#socket') === 'connected'");
        }

        void call(String callees) {
            browser.turnTo(tab);
            browser.run("document.getElementById('phone-callee').value = arguments[0];", callees);
            press("#phone-start");
        }

        /** As soon as it can be pressed. */
        void press(String selector) {
            until("one(`" + selector + "`)?.disabled === false && one(`" + selector + "`).offsetParent !== null");
            browser.run("document.querySelector(arguments[0]).click();", selector);
        }

        void choose(String id, String value) {
            browser.turnTo(tab);
            browser.run("const list = document.getElementById(arguments[0]); list.value = arguments[1];"
                    + "list.dispatchEvent(new Event('change'));", id, value);
        }

        void until(String condition) {
            browser.turnTo(tab);
            await(condition).atMost(PATIENCE).until(() -> Boolean.TRUE.equals(evaluate(condition)));
        }

        Object evaluate(String expression) {
            browser.turnTo(tab);
            return browser.run("const one = (selector) => document.querySelector(selector);"
                    + "const all = (selector) => [...document.querySelectorAll(selector)];"
                    + "const text = (selector) => one(selector)?.textContent; return " + expression + ";");
        }

        /** Rings here, for as long as nobody does anything about it. */
        void ringsFor(String caller) {
            until("text('#phone-state') === 'calls you' && text('#phone-who') === `" + caller + "`");
        }

        void talks() {
            until("text('#phone-state') === 'talking'");
        }

        /** Says why the last call is over. */
        void over(String outcome) {
            until("one('#phone-call').hidden && text('#phone-outcome') === `" + outcome + "`");
        }

        long frames() {
            return ((Number) evaluate("one('#phone-remote').getVideoPlaybackQuality().totalVideoFrames")).longValue();
        }

        void sees() {
            long before = frames();
            await("the picture moves").atMost(PATIENCE).until(() -> frames() > before + 5);
        }

        void seesNothingNew() {
            long[] before = {frames()};
            await("the picture stands still").atMost(PATIENCE).during(STILL).until(() -> {
                long now = frames();
                boolean still = now == before[0];
                before[0] = now;
                return still;
            });
        }

        /** The mean colour of the left edge, where nothing moves. */
        List<?> colour(String video) {
            browser.turnTo(tab);
            return (List<?>) browser.run("""
                    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                    const video = document.getElementById(arguments[0]);
                    canvas.drawImage(video, 0, 0, video.videoWidth / 16, video.videoHeight, 0, 0, 1, 1);
                    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
                    """, video);
        }
    }

    @BeforeAll
    static void start() {
        cluster = new Cluster("console-phone");
        first = cluster.instance();
        second = cluster.instance();
        browser = new Browser();
        alice = Phone.open(first);
        bob = Phone.open(second);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        cluster.close();
    }

    @BeforeEach
    void register() {
        alice.register("alice");
        bob.register("bob");
    }

    @AfterEach
    void noScriptFailedAndNothingIsLeft() {
        assertThat(browser.messages()).isEmpty();
        for (Phone phone : List.of(alice, bob)) {
            browser.turnTo(phone.tab());
            browser.open(URI.create("about:blank")); // the page's calls end
        }
        await("all media objects but the pipeline are gone").atMost(PATIENCE)
                .until(() -> cluster.media().openObjects() <= 1);
    }

    @Test
    void callRingsIsAcceptedTalkedInHeldAndHungUp() {
        bob.choose("phone-source", "camera");
        alice.call("bob");
        bob.ringsFor("alice");
        bob.until("document.title.startsWith('alice calls') && document.activeElement.id === 'phone-accept'");
        browser.screenshot("console-phone-rings");
        alice.until("text('#phone-state') === 'ringing' && text('#phone-who') === 'bob'");
        bob.press("#phone-accept");
        alice.talks();
        bob.talks();
        for (Phone phone : List.of(alice, bob)) {
            phone.sees();
            phone.until("/^0:0[1-9]$/.test(text('#phone-time')) && !one('#phone-remote').muted");
        }
        near(alice.colour("phone-remote"), bob.colour("phone-local"));
        near(bob.colour("phone-remote"), alice.colour("phone-local"));

        alice.press("#phone-keys [data-digit='4']");
        alice.press("#phone-keys [data-digit='#']");
        bob.until("text('#phone-note') === 'Keys pressed there: 4#'");
        browser.screenshot("console-phone-talks");

        bob.press("#phone-hold");
        alice.until(
                "text('#phone-note').startsWith('The other end holds the call') && text('#phone-state') === 'on hold'");
        bob.until("text('#phone-note').startsWith('You hold the call') && text('#phone-state') === 'on hold'");
        alice.seesNothingNew();
        bob.press("#phone-hold");
        alice.until("text('#phone-state') === 'talking'");
        alice.sees();
        bob.sees();

        alice.press("#phone-mute-video");
        bob.seesNothingNew();
        alice.press("#phone-mute-video");
        bob.sees();

        alice.press("#phone-hangup");
        alice.over("bob: ended");
        bob.over("alice: ended");
        for (Phone phone : List.of(alice, bob)) {
            phone.until("all('#phone-calls > li').length > 0 && /^0:\\d\\d$/.test(text('#phone-calls > li .badge'))"
                    + " && one('#phone-local').srcObject === null && text('#sessions-count') === ''");
        }
    }

    @Test
    void callIsRejectedOrCancelledAndMayBeMadeAgain() {
        alice.call("bob");
        bob.ringsFor("alice");
        bob.press("#phone-reject");
        bob.over("alice: rejected");
        alice.over("bob: rejected");

        alice.press("#phone-calls > li button");
        bob.ringsFor("alice");
        alice.press("#phone-hangup");
        alice.over("bob: cancelled");
        bob.over("alice: missed");
        bob.until("text('#phone-calls > li .badge') === 'missed' && document.title === 'Mediary console'");
    }

    @Test
    void firstOfSeveralTakesTheCallAndNobodyIsThereToBeCalledIsSaid() {
        alice.call("nobody");
        alice.over("nobody: nobody is there");
        alice.until("one('#notice').hidden");

        alice.call("nobody, bob");
        bob.ringsFor("alice");
        bob.press("#phone-accept");
        alice.talks();
        alice.sees();
        bob.press("#phone-hangup");
        alice.over("bob: ended");
    }

    @Test
    void tabIsCalledByItsOwnIdAndIsNoPhoneWhileItIsNotRegistered() {
        String id = (String) bob.evaluate("text('#phone-id')");
        alice.call(id);
        bob.ringsFor("alice");
        alice.press("#phone-hangup");
        bob.over("alice: missed");

        bob.press("#phone-off");
        bob.until("text('#phone-registered') === 'not registered'");
        alice.call(id);
        alice.over(id + ": rejected");
        bob.until("one('#phone-call').hidden && all('#phone-calls > li').length > 0");
    }

    @Test
    void whoCallsAPhoneThatIsTalkingIsRejected() {
        Phone carol = Phone.open(first);
        carol.register("carol");
        alice.call("bob");
        bob.ringsFor("alice");
        bob.press("#phone-accept");
        alice.talks();
        carol.call("bob");
        carol.over("bob: rejected");
        bob.until("text('#phone-calls > li .badge') === 'busy' && text('#phone-calls > li bdi') === 'carol'");
        bob.talks();
        browser.turnTo(carol.tab());
        browser.open(URI.create("about:blank"));
        bob.press("#phone-hangup");
        alice.over("bob: ended");
    }

    @Test
    void nameOfACallerIsShownAsTheTextThatItIs() {
        String hostile = "<img src=x onerror=document.title=1>\u202Eecila<script>document.title=2</script>";
        alice.register(hostile);
        alice.call("bob");
        bob.ringsFor(hostile);
        bob.until("one('#phone-who').children.length === 0 && document.title.includes('calls')");
        bob.press("#phone-reject");
        bob.until("text('#phone-calls > li bdi') === `" + hostile
                + "` && one('#phone-calls > li bdi').children.length === 0");
        alice.until("text('#phone-outcome') === 'bob: rejected'");
    }

    @Test
    void pageThatIsReloadedWhileItRingsIsAPhoneAgain() {
        alice.call("bob");
        bob.ringsFor("alice");
        bob.reload();
        alice.until("one('#phone-call').hidden && text('#phone-outcome').startsWith('bob: ')");
        bob.until("text('#phone-registered') === 'registered as bob'");

        alice.call("bob");
        bob.ringsFor("alice");
        alice.reload();
        bob.over("alice: missed");
        alice.until("text('#phone-registered') === 'registered as alice' && one('#phone-call').hidden");
        bob.call("alice");
        alice.ringsFor("bob");
        bob.press("#phone-hangup");
        alice.over("bob: missed");
    }

    private static void near(List<?> one, List<?> other) {
        for (int i = 0; i < one.size(); i++) {
            assertThat(((Number) one.get(i)).intValue()).as("%s and %s", one, other)
                    .isCloseTo(((Number) other.get(i)).intValue(), Offset.offset(60));
        }
    }
}
