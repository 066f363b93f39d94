package io.mediary.e2e;

import static org.awaitility.Awaitility.await;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mediary.testing.Balancer;
import io.mediary.testing.Browser;
import io.mediary.testing.CuttingProxy.Side;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;

/** A tab of the console is called: its instance is killed while it rings, and the next one while they talk. */
@RequiresChromium
class ConsolePhoneLosesItsInstanceIT {

    private static Cluster cluster;
    private static Cluster.Watched first;
    private static MediaryProcess second;
    private static Balancer balancer;
    private static Browser browser;
    private static ConsolePhone alice;
    private static ConsolePhone bob;

    @BeforeAll
    static void start() {
        cluster = new Cluster("console-phone-loses");
        first = cluster.watched();
        second = cluster.watched().instance();
        MediaryProcess third = cluster.watched().instance();
        balancer = new Balancer(List.of(first.instance(), second, third));
        browser = new Browser();
        alice = ConsolePhone.open(browser, third.http(""));
        bob = ConsolePhone.open(browser, balancer.url());
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (balancer != null) {
            balancer.close();
        }
        cluster.close();
    }

    @Test
    void callThatRingsIsAcceptedAtTheNextInstanceAndTalkedInAtTheOneAfterThat() {
        alice.register("alice");
        bob.register("bob");
        // That the page rings is not answered: it says so again, when the call may have been accepted.
        first.redis().cut("commit"::equals, 1, Side.BEFORE, first.instance()::kill);
        alice.call("bob");
        bob.ringsFor("alice");
        await("its instance is dead").atMost(Page.PATIENCE).until(first.redis()::hasCut);
        bob.press("#phone-accept");
        alice.talks();
        bob.talks();
        alice.sees();
        bob.sees();

        second.kill();
        alice.sees();
        bob.press("#phone-hold");
        alice.until("text('#phone-note').startsWith('The other end holds the call')");
        bob.press("#phone-hold");
        alice.talks();
        alice.sees();
        bob.sees();
        alice.press("#phone-hangup");
        bob.over("alice: ended");
        alice.over("bob: ended");
    }
}
