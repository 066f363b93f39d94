package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.NetworkInterface;
import java.util.Collections;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import io.mediary.testing.RealTime;

@RealTime
class AllAddressesTest {

    @Test
    void anEngineForAllAddressesIsReachedAtOneThatIsNotLoopback() throws Exception {
        boolean outside = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(a -> a.getAddress().length == 4 && !a.isLoopbackAddress());
        Assumptions.assumeTrue(outside, "skipped: this machine has no IPv4 address but loopback");
        try (Browser browser = Browser.start();
                LibraryMediaEngine engine = new LibraryMediaEngine(new EngineOptions("0.0.0.0"))) {
            BrowserCall call = BrowserCall.relayed(browser, engine, "outside", BrowserCall.options("VP8", null),
                    candidate -> candidate.replaceFirst(" 127\\.0\\.0\\.1 \\d+", " 127.0.0.1 9"));
            call.echo();
            call.awaitMore("framesDecoded", 20);
            assertThat(call.listener.candidates).anyMatch(c -> c.candidate().contains(" 127.0.0.1 "))
                    .anyMatch(c -> !c.candidate().contains(" 127.0.0.1 "));
            assertThat(call.listener.events("pair ")).isNotEmpty()
                    .allMatch(e -> !e.split("\\|")[0].contains(" 127.0.0.1 "));
            call.end();
        }
    }
}
