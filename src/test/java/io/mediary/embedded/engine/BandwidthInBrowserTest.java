package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mediary.testing.RunsAlone;

@RunsAlone
class BandwidthInBrowserTest {

    private static Browser browser;
    private static LibraryMediaEngine engine;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start();
        engine = new LibraryMediaEngine(EngineOptions.loopback());
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void aPublisherKeepsToItsLimitAndRisesAgainWithoutOneHoweverManyListen() throws NegotiationException {
        BrowserCall publisher = BrowserCall.answered(browser, engine, "publisher", BrowserCall.painted("noise", "VP8"),
                peer -> peer.maxVideoReceiveBandwidth(300));
        List<BrowserCall> listeners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            BrowserCall listener = BrowserCall.offered(browser, engine, "listener" + i, BrowserCall.listening());
            publisher.peer.connect(MediaKind.VIDEO, listener.peer);
            listeners.add(listener);
        }
        publisher.awaitMore("framesSent", 60);
        assertThat(publisher.stat("available")).isEqualTo(300_000);
        awaitRate(publisher, 100_000, 330_000);
        publisher.peer.maxVideoReceiveBandwidth(120);
        awaitRate(publisher, 0, 150_000);
        publisher.peer.maxVideoReceiveBandwidth(0);
        awaitRate(publisher, 400_000, 3_000_000);
        publisher.peer.maxVideoReceiveBandwidth(200);
        awaitRate(publisher, 0, 220_000);
        publisher.peer.maxVideoReceiveBandwidth(400);
        awaitRate(publisher, 230_000, 440_000);
        listeners.forEach(l -> l.awaitMore("framesDecoded", 5));
        listeners.forEach(BrowserCall::end);
        publisher.end();
    }

    private static void awaitRate(BrowserCall call, long least, long most) {
        await().atMost(Duration.ofSeconds(25)).untilAsserted(() -> assertThat(call.sends()).isBetween(least, most));
    }
}
