package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoInBrowserTest {

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
        call.awaitMore("framesDecoded", 40);
        call.awaitMore("audioReceived", 50);
        assertThat(call.brightest()).isGreaterThan(60);
        assertThat(call.stats()).containsEntry("codec", "video/" + codec);
        call.awaitChannel("chat", "open");
        call.say("chat", "hello");
        call.awaitMessage("chat:hello");
        call.hangUp();
        call.peer.close();
    }
}
