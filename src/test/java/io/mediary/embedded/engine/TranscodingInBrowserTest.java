package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.mediary.testing.RunsAlone;

@RunsAlone
class TranscodingInBrowserTest {

    @Test
    void twoThatShareNoAudioCodecHearEachOther() throws Exception {
        try (Browser browser = Browser.start();
                LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback())) {
            BrowserCall modern = BrowserCall.answered(browser, engine, "modern", BrowserCall.sounding(1000, "opus"));
            BrowserCall phone = BrowserCall.answered(browser, engine, "phone", BrowserCall.sounding(600, "PCMA"));
            modern.peer.connect(MediaKind.AUDIO, phone.peer);
            phone.peer.connect(MediaKind.AUDIO, modern.peer);
            double atPhone = phone.awaitTone(1000);
            double atModern = modern.awaitTone(600);
            assertThat(phone.stats()).containsEntry("audioCodec", "audio/PCMA");
            assertThat(modern.stats()).containsEntry("audioCodec", "audio/opus");
            assertThat(engine.openTranscoders()).isEqualTo(2);
            modern.awaitMore("audioReceived", 100);
            assertThat(engine.openTranscoders()).isEqualTo(2);
            modern.peer.connect(MediaKind.AUDIO, modern.peer);
            phone.peer.connect(MediaKind.AUDIO, phone.peer);
            assertThat(atPhone).isCloseTo(modern.awaitTone(1000), within(3.0));
            assertThat(atModern).isCloseTo(phone.awaitTone(600), within(3.0));
            assertThat(engine.openTranscoders()).isZero();
            phone.peer.connect(MediaKind.AUDIO, modern.peer);
            modern.awaitTone(600);
            assertThat(phone.stat("audioLost") + modern.stat("audioLost")).isZero();
            phone.peer.disconnect(MediaKind.AUDIO, modern.peer);
            modern.end();
            await().atMost(Duration.ofSeconds(5)).until(() -> engine.openTranscoders() == 0);
            phone.end();
        }
    }
}
