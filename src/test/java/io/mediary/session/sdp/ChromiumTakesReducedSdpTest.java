package io.mediary.session.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.sun.net.httpserver.HttpServer;

import io.mediary.testing.Browser;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RunsAlone;

/** Two connections of a real browser go on with what is left of an SDP, and send each other the codecs that are left. */
@RunsAlone
@RequiresChromium
class ChromiumTakesReducedSdpTest {

    private static final String PAGE = """
            <!doctype html><title>sdp</title><script>
            async function start() {
              globalThis.stream ??= await navigator.mediaDevices.getUserMedia({audio: true, video: true});
              globalThis.a?.close();
              globalThis.b?.close();
              for (const name of ['a', 'b']) {
                const pc = globalThis[name] = new RTCPeerConnection();
                stream.getTracks().forEach(track => pc.addTrack(track, stream));
              }
            }
            async function gathered(pc) {
              while (pc.iceGatheringState !== 'complete') {
                await new Promise(done => pc.addEventListener('icegatheringstatechange', done, {once: true}));
              }
              return pc.localDescription.sdp;
            }
            async function offer() {
              await a.setLocalDescription();
              return gathered(a);
            }
            async function answer(sdp) {
              await b.setRemoteDescription({type: 'offer', sdp});
              await b.setLocalDescription();
              return gathered(b);
            }
            async function codecs(pc) {
              for (;;) {
                const stats = [...(await pc.getStats()).values()];
                const find = type => kind => stats.find(s => s.type === type && s.kind === kind);
                const received = find('inbound-rtp')('video')?.framesDecoded > 2
                    && find('inbound-rtp')('audio')?.packetsReceived > 2;
                const sent = ['audio', 'video'].map(find('outbound-rtp')).map(s => s?.codecId);
                if (received && sent.every(Boolean)) {
                  return sent.map(id => stats.find(s => s.id === id).mimeType.split('/')[1].toLowerCase());
                }
                await new Promise(done => setTimeout(done, 50));
              }
            }
            </script>
            """;

    private static HttpServer pages;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", exchange -> {
            byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        browser = new Browser();
        browser.open(URI.create("http://localhost:" + pages.getAddress().getPort() + "/"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        pages.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"opus, vp8", "pcmu, h264", "PCMA, VP9", "g722, av1"})
    void aReducedOfferIsAnswered(String audio, String video) {
        browser.await("await start()");
        SdpText offer = sdp("return offer()").only(Optional.of(audio), Optional.of(video)).orElseThrow();
        SdpText answer = sdp("return answer(args[0])", offer.toString());

        assertThat(answer.codecs()).isEqualTo(offer.codecs());
        takeAnswer(answer);
        assertThat(sent("a")).isEqualToIgnoringCase(audio + ", " + video);
        assertThat(sent("b")).isEqualToIgnoringCase(audio + ", " + video);
    }

    @ParameterizedTest
    @CsvSource({"opus, vp8", "pcmu, h264", "PCMA, VP9", "g722, av1"})
    void aReducedAnswerIsTaken(String audio, String video) {
        browser.await("await start()");
        String offer = sdp("return offer()").toString();
        SdpText answer = sdp("return answer(args[0])", offer).only(Optional.of(audio), Optional.of(video))
                .orElseThrow();

        takeAnswer(answer);
        assertThat(sent("a")).isEqualToIgnoringCase(audio + ", " + video);
    }

    @ParameterizedTest
    @CsvSource({"pcma, h264", "pcmu, vp9"})
    void thePreferredCodecIsSent(String audio, String video) {
        browser.await("await start()");
        SdpText offer = sdp("return offer()").prefer(new Codecs(List.of(audio), List.of(video)));
        SdpText answer = sdp("return answer(args[0])", offer.toString());

        assertThat(answer.codecs().audio()).startsWith(audio).hasSizeGreaterThan(1);
        takeAnswer(answer);
        assertThat(sent("a")).isEqualToIgnoringCase(audio + ", " + video);
    }

    private static SdpText sdp(String script, Object... arguments) {
        return SdpText.parse((String) browser.await(script, arguments)).orElseThrow();
    }

    private static void takeAnswer(SdpText answer) {
        browser.await("await a.setRemoteDescription(args[0])", Map.of("type", "answer", "sdp", answer.toString()));
    }

    private static String sent(String connection) {
        List<?> codecs = (List<?>) browser.await("return codecs(globalThis[args[0]])", connection);
        return codecs.get(0) + ", " + codecs.get(1);
    }
}
