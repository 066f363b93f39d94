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
class ForwardingInBrowserTest {

    /** Two seconds, and three times that on a busy machine. */
    private static final Duration FIRST_FRAME = Duration.ofSeconds(6);
    /** A second, and three times that on a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(3);

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
    void onePublisherAndFiveListenersOneOfThemLate() throws NegotiationException {
        BrowserCall publisher = BrowserCall.answered(browser, engine, "publisher", BrowserCall.painted("blue", "VP8"));
        Element proxy = engine.passThrough();
        publisher.peer.connect(MediaKind.VIDEO, proxy);
        List<BrowserCall> listeners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            listeners.add(listening("listener" + i));
            proxy.connect(MediaKind.VIDEO, listeners.get(i).peer);
        }
        listeners.forEach(l -> l.awaitMore("framesDecoded", 40));
        BrowserCall late = listening("late");
        listeners.add(late);
        Duration first = until(() -> late.stat("framesDecoded") > 0, () -> proxy.connect(MediaKind.VIDEO, late.peer));
        assertThat(first).isLessThan(FIRST_FRAME);
        listeners.forEach(l -> l.awaitMore("framesDecoded", 20));
        assertThat(listeners).allSatisfy(l -> {
            assertThat(l.colour()).isEqualTo("blue");
            assertThat(l.stat("videoLost")).isZero();
        });
        // Each newcomer costs a key frame or two, not a stream of them.
        assertThat(publisher.stat("keyFramesSent")).isLessThan(15);
        listeners.forEach(BrowserCall::end);
        publisher.end();
        proxy.close();
    }

    @Test
    void aListenerSwitchedBetweenPublishersSeesTheRightOneWithinASecond() throws NegotiationException {
        BrowserCall red = BrowserCall.answered(browser, engine, "red", BrowserCall.painted("red", "VP8"));
        BrowserCall blue = BrowserCall.answered(browser, engine, "blue", BrowserCall.painted("blue", "H264"));
        BrowserCall listener = listening("switched");
        Element proxy = engine.passThrough();
        proxy.connect(MediaKind.VIDEO, listener.peer);
        for (int i = 0; i < 6; i++) {
            BrowserCall publisher = i % 2 == 0 ? red : blue;
            String colour = i % 2 == 0 ? "red" : "blue";
            Duration seen = until(() -> listener.colour().equals(colour),
                    () -> publisher.peer.connect(MediaKind.VIDEO, proxy));
            assertThat(seen).isLessThan(i == 0 ? FIRST_FRAME : SOON);
            listener.awaitMore("framesDecoded", 10);
        }
        assertThat(listener.stat("videoLost")).isZero();
        List.of(red, blue, listener).forEach(BrowserCall::end);
        proxy.close();
    }

    @Test
    void aConnectionMadeBeforeAnyDescriptionCarriesAsSoonAsItCan() throws NegotiationException {
        Element proxy = engine.passThrough();
        BrowserCall listener = BrowserCall.offered(browser, engine, "early", BrowserCall.listening(),
                peer -> proxy.connect(MediaKind.VIDEO, peer));
        BrowserCall publisher = BrowserCall.answered(browser, engine, "later", BrowserCall.painted("red", "VP8"),
                peer -> peer.connect(MediaKind.VIDEO, proxy));
        listener.awaitMore("framesDecoded", 20);
        assertThat(listener.colour()).isEqualTo("red");
        listener.end();
        publisher.end();
        proxy.close();
    }

    private static BrowserCall listening(String name) throws NegotiationException {
        return BrowserCall.offered(browser, engine, name, BrowserCall.listening());
    }

    private static Duration until(java.util.concurrent.Callable<Boolean> condition, Runnable action) {
        long before = System.nanoTime();
        action.run();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(10))
                .until(condition);
        return Duration.ofNanos(System.nanoTime() - before);
    }
}
