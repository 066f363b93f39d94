package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.mediary.testing.RealTime;

@RealTime
class LossIsRepairedTest {

    private static final Pattern PORT = Pattern.compile("(127\\.0\\.0\\.1) (\\d+)");

    @Test
    void lostPacketsAreSentAgainInBothDirections() throws Exception {
        try (Browser browser = Browser.start();
                LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback())) {
            LossyRelay[] relay = new LossyRelay[1];
            BrowserCall call = BrowserCall.relayed(browser, engine, "lossy", BrowserCall.options("VP8", null),
                    candidate -> {
                        Matcher port = PORT.matcher(candidate);
                        assertThat(port.find()).isTrue();
                        if (relay[0] == null) {
                            relay[0] = open(Integer.parseInt(port.group(2)));
                        }
                        return port.replaceFirst("$1 " + relay[0].port());
                    });
            call.echo();
            call.awaitMore("framesDecoded", 200);
            assertThat(relay[0].lost()).isPositive();
            assertThat(call.stat("nacks")).isPositive();
            assertThat(call.stat("freezes")).isLessThanOrEqualTo(2);
            assertThat(call.peer.stats(List.of(MediaKind.VIDEO)).values())
                    .allSatisfy(s -> assertThat(((Number) s.get("nackCount")).longValue()).isPositive());
            relay[0].close();
            call.end();
        }
    }

    private static LossyRelay open(int port) {
        try {
            return new LossyRelay(port, 0.03);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
