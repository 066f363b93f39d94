package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

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

    private static Cluster cluster;
    private static MediaryProcess first;
    private static MediaryProcess second;
    private static Browser browser;
    private static ConsolePhone alice;
    private static ConsolePhone bob;

    @BeforeAll
    static void start() {
        cluster = new Cluster("console-phone");
        first = cluster.instance();
        second = cluster.instance();
        browser = new Browser();
        alice = ConsolePhone.open(browser, first.http(""));
        bob = ConsolePhone.open(browser, second.http(""));
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
        for (ConsolePhone phone : List.of(alice, bob)) {
            phone.leave();
        }
        await("all media objects but the pipeline are gone").atMost(Page.PATIENCE)
                .until(() -> cluster.media().openObjects() <= 1);
    }

    @Test
    void callRingsIsAcceptedTalkedInHeldAndHungUp() {
        bob.choose("phone-source", "camera");
        alice.call("bob");
        bob.ringsFor("alice");
        bob.until("document.title.startsWith('alice calls') && document.activeElement.id === 'phone-accept'");
        bob.screenshot("console-phone-rings");
        alice.until("text('#phone-state') === 'ringing' && text('#phone-who') === 'bob'");
        bob.press("#phone-accept");
        alice.talks();
        bob.talks();
        for (ConsolePhone phone : List.of(alice, bob)) {
            phone.sees();
            phone.until("/^0:0[1-9]$/.test(text('#phone-time')) && !one('#phone-remote').muted");
        }
        alice.seesThePictureOf(bob);
        bob.seesThePictureOf(alice);

        alice.press("#phone-keys [data-digit='4']");
        alice.press("#phone-keys [data-digit='#']");
        bob.until("text('#phone-note') === 'Keys pressed there: 4#'");
        bob.screenshot("console-phone-talks");

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
        for (ConsolePhone phone : List.of(alice, bob)) {
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
        ConsolePhone carol = ConsolePhone.open(browser, first.http(""));
        carol.register("carol");
        alice.call("bob");
        bob.ringsFor("alice");
        bob.press("#phone-accept");
        alice.talks();
        carol.call("bob");
        carol.over("bob: rejected");
        bob.until("text('#phone-calls > li .badge') === 'busy' && text('#phone-calls > li bdi') === 'carol'");
        bob.talks();
        carol.leave();
        bob.press("#phone-hangup");
        alice.over("bob: ended");
    }

    @Test
    void nameOfACallerIsShownAsTheTextThatItIs() {
        String hostile = "<img src=x onerror=document.title=1>\u202Eecila<script>document.title=2</script>";
        alice.register(hostile);
        String shown = hostile.replace("\u202E", "");
        alice.call("bob");
        bob.ringsFor(shown);
        bob.until("one('#phone-who').children.length === 0 && document.title.includes('calls')");
        bob.press("#phone-reject");
        bob.until("text('#phone-calls > li bdi') === `" + shown
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
}
