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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.testing.RunsAlone;

@RunsAlone
class EchoInBrowserTest {

    /** Two seconds, and three times that on a busy machine. */
    private static final Duration FIRST_FRAME = Duration.ofSeconds(6);

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

    @ParameterizedTest
    @ValueSource(strings = {"VP8", "H264"})
    void aBrowserThatOffersSeesAndHearsItself(String codec) throws NegotiationException {
        BrowserCall call = BrowserCall.answered(browser, engine, "answered" + codec, BrowserCall.options(codec, "chat"))
                .echo();
        seesAndHears(call, codec);
        call.awaitChannel("chat", "open");
        call.say("chat", "hello");
        call.awaitMessage("chat:hello");
        call.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"VP8", "H264"})
    void aBrowserThatAnswersSeesAndHearsItself(String codec) throws NegotiationException {
        BrowserCall call = BrowserCall.offered(browser, engine, "offered" + codec, BrowserCall.options(codec, null))
                .echo();
        seesAndHears(call, codec);
        call.end();
    }

    @Test
    void cuttingVideoStopsVideoOnlyAndConnectingBringsItBack() throws NegotiationException {
        BrowserCall call = BrowserCall.answered(browser, engine, "muted", BrowserCall.options("VP8", "chat"));
        Element through = engine.passThrough();
        for (MediaKind kind : MediaKind.values()) {
            call.peer.connect(kind, through);
            through.connect(kind, call.peer);
        }
        call.awaitMore("framesDecoded", 20);
        call.peer.disconnect(MediaKind.VIDEO, through);
        await().atMost(Duration.ofSeconds(5)).until(() -> call.listener.told("in VIDEO false"));
        long frames = call.stat("framesDecoded");
        call.awaitMore("audioReceived", 100);
        assertThat(call.stat("framesDecoded")).isEqualTo(frames);
        assertThat(call.peer.state().flowingOut()).contains(MediaKind.AUDIO, MediaKind.VIDEO);
        assertThat(call.peer.state().flowingIn()).contains(MediaKind.AUDIO).doesNotContain(MediaKind.VIDEO);
        long before = System.nanoTime();
        call.peer.connect(MediaKind.VIDEO, through);
        call.awaitMore("framesDecoded", 1);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(FIRST_FRAME);
        call.awaitMore("framesDecoded", 20);
        assertThat(call.stat("videoLost")).isZero();
        through.close();
        call.end();
    }

    @Test
    void aListenerIsSwitchedBetweenPublishersOfDifferentCodecs() throws NegotiationException {
        BrowserCall first = BrowserCall.answered(browser, engine, "first", BrowserCall.options("VP8", null));
        BrowserCall second = BrowserCall.answered(browser, engine, "second", BrowserCall.options("H264", null));
        BrowserCall listener = BrowserCall.offered(browser, engine, "listener", BrowserCall.listening());
        for (int i = 0; i < 4; i++) {
            BrowserCall publisher = i % 2 == 0 ? first : second;
            publisher.peer.connect(MediaKind.VIDEO, listener.peer);
            publisher.peer.connect(MediaKind.AUDIO, listener.peer);
            listener.awaitMore("framesDecoded", 20);
            listener.awaitMore("audioReceived", 20);
            assertThat(listener.stats()).containsEntry("codec", i % 2 == 0 ? "video/VP8" : "video/H264");
            assertThat(listener.peer.source(MediaKind.VIDEO)).contains(publisher.peer);
            assertThat(listener.brightest()).isGreaterThan(60);
        }
        assertThat(listener.stat("videoLost")).isZero();
        List.of(first, second, listener).forEach(BrowserCall::end);
    }

    @Test
    void onePublisherHasManyListeners() throws NegotiationException {
        BrowserCall publisher = BrowserCall.answered(browser, engine, "publisher", BrowserCall.options("VP8", null));
        List<BrowserCall> listeners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            BrowserCall listener = BrowserCall.offered(browser, engine, "listener" + i, BrowserCall.listening());
            publisher.peer.connect(MediaKind.VIDEO, listener.peer);
            listeners.add(listener);
        }
        listeners.forEach(l -> l.awaitMore("framesDecoded", 20));
        assertThat(publisher.peer.sinks(MediaKind.VIDEO)).hasSize(4);
        listeners.forEach(BrowserCall::end);
        publisher.end();
    }

    @Test
    void channelsCarryTextBytesAndLongMessagesAndClose() throws NegotiationException {
        BrowserCall call = BrowserCall.answered(browser, engine, "data", BrowserCall.options(null, "chat")).echo();
        call.awaitChannel("chat", "open");
        call.say("chat", "");
        call.awaitMessage("chat:");
        call.say("chat", "x".repeat(200_000));
        call.awaitMessage("chat:" + "x".repeat(200_000));
        browser.call("sayBytes", "data", "chat", 70_000);
        call.awaitMessage("chat:binary 70000");
        assertThat(call.listener.told("channel opened")).isTrue();
        browser.call("closeChannel", "data", "chat");
        call.awaitChannel("chat", "closed");
        await().until(() -> call.listener.told("channel closed"));
        call.end();
    }

    @Test
    void aMessageGoesToAnotherPeersChannelOfTheSameName() throws NegotiationException {
        BrowserCall one = BrowserCall.answered(browser, engine, "one", BrowserCall.options(null, "room"));
        BrowserCall other = BrowserCall.answered(browser, engine, "other", BrowserCall.options(null, "own"));
        one.peer.connect(MediaKind.DATA, other.peer);
        one.awaitChannel("room", "open");
        other.awaitChannel("own", "open");
        one.say("room", "hello");
        other.awaitMessage("room:hello");
        one.say("room", "again");
        other.awaitMessage("room:again");
        one.end();
        other.end();
    }

    @Test
    void whatHappensIsToldInOrder() throws NegotiationException {
        BrowserCall call = BrowserCall.answered(browser, engine, "events", BrowserCall.options("VP8", null)).echo();
        call.awaitMore("framesDecoded", 5);
        await().until(() -> call.listener.told("in VIDEO true") && call.listener.told("out VIDEO true")
                && call.listener.told("media true"));
        assertThat(call.listener.events).containsSubsequence("ice GATHERING", "candidate", "candidate",
                "gathering done", "ice CONNECTING",
                "ice CONNECTED", "ice READY", "dtls NEW", "dtls CONNECTING", "dtls CONNECTED", "connected true",
                "media true");
        assertThat(call.listener.candidates).extracting(RecordingListener.Told::mid).containsExactly("0", "1");
        assertThat(call.listener.candidates).allSatisfy(
                c -> assertThat(c.candidate()).matches("candidate:1 1 UDP \\d+ 127\\.0\\.0\\.1 \\d+ typ host"));
        assertThat(call.peer.state()).isEqualTo(
                new PeerState("READY", true, true, call.peer.state().flowingIn(), call.peer.state().flowingOut()));
        assertThat(call.peer.stats(List.of(MediaKind.VIDEO)).values()).extracting(s -> s.get("type"))
                .containsExactlyInAnyOrder("inboundrtp", "outboundrtp");
        call.hangUp();
        await().atMost(Duration.ofSeconds(5)).until(() -> call.listener.told("dtls CLOSED"));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> call.listener.told("out VIDEO false") && call.listener.told("in AUDIO false"));
        call.peer.close();
    }

    @Test
    void aConnectionThatLivesIsNotToldAsFailed() throws NegotiationException {
        BrowserCall offerer = BrowserCall.answered(browser, engine, "livesOffering", BrowserCall.options("VP8", null));
        BrowserCall answerer = BrowserCall.offered(browser, engine, "livesAnswering", BrowserCall.options("VP8", null));
        List.of(offerer, answerer).forEach(BrowserCall::echo);
        await().during(Duration.ofSeconds(8)).atMost(Duration.ofSeconds(12))
                .until(() -> !offerer.listener.told("ice FAILED") && !answerer.listener.told("ice FAILED"));
        offerer.awaitMore("framesDecoded", 20);
        answerer.awaitMore("framesDecoded", 20);
        offerer.end();
        answerer.end();
    }

    @Test
    void aLimitOfBandwidthReachesTheSender() throws NegotiationException {
        BrowserCall call = BrowserCall.answered(browser, engine, "limited", BrowserCall.options("VP8", null)).echo();
        call.peer.maxVideoReceiveBandwidth(200);
        call.awaitMore("framesDecoded", 10);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> call.stat("available") > 0 && call.stat("available") <= 200_000);
        call.peer.maxVideoReceiveBandwidth(0);
        await().atMost(Duration.ofSeconds(20)).until(() -> call.stat("available") > 250_000);
        call.end();
    }

    private static void seesAndHears(BrowserCall call, String codec) {
        call.awaitMore("framesDecoded", 40);
        call.awaitMore("audioReceived", 50);
        assertThat(call.brightest()).isGreaterThan(60);
        assertThat(call.stats()).containsEntry("codec", "video/" + codec);
    }
}
