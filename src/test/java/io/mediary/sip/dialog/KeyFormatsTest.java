package io.mediary.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.mediary.sip.audio.AudioTap;

/** What descriptions say of keys. */
class KeyFormatsTest {

    private static final String SERVER = String.join("\r\n", "v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-",
            "c=IN IP4 192.0.2.1",
            "t=0 0", "m=audio 4000 RTP/AVP 96 0 101", "a=rtcp:4007", "a=rtpmap:96 opus/48000/2", "a=rtpmap:101 x/8000",
            "a=sendrecv", "m=video 4002 RTP/AVP 98", "a=rtpmap:98 VP8/90000", "");
    private static final String TELEPHONE = String.join("\r\n", "v=0", "o=bob 1 1 IN IP4 192.0.2.7", "s=-",
            "c=IN IP4 192.0.2.7", "t=0 0", "m=audio 5000 RTP/AVP 0 97 99", "a=rtpmap:97 telephone-event/8000",
            "a=fmtp:97 0-15",
            "a=rtpmap:99 Telephone-Event/48000", "a=sendrecv", "");

    private static KeyFormats of(String sdp) {
        return KeyFormats.of(sdp).orElseThrow();
    }

    @Test
    void keysAreOfferedAtTheRatesOfTheCodecs() {
        String offer = of(SERVER).offered();
        assertThat(offer.lines()).contains("m=audio 4000 RTP/AVP 96 0 101 127 126", "a=rtpmap:127 telephone-event/8000",
                "a=fmtp:127 0-15", "a=rtpmap:126 telephone-event/48000", "m=video 4002 RTP/AVP 98");
        assertThat(KeyFormats.in(offer)).isEqualTo(Map.of(127, 8000, 126, 48000));
        assertThat(KeyFormats.in(SERVER)).isEmpty();
    }

    @Test
    void anAnswerHasThoseThatWereOfferedAndFit() {
        String own = SERVER.replace(" 96 0 101", " 0");
        assertThat(of(own).answered(KeyFormats.in(TELEPHONE)).lines())
                .contains("m=audio 4000 RTP/AVP 0 97", "a=rtpmap:97 telephone-event/8000")
                .noneMatch(line -> line.contains("99"));
        assertThat(KeyFormats.in(of(own).answered(Map.of()))).isEmpty();
    }

    @Test
    void aMediaServerIsToldNothingOfThem() {
        assertThat(KeyFormats.without(TELEPHONE).lines()).contains("m=audio 5000 RTP/AVP 0", "a=sendrecv")
                .noneMatch(line -> line.contains("97") || line.contains("99"));
        assertThat(KeyFormats.without(SERVER.replace("m=audio 4000", "m=audio 0"))).as("rejected")
                .isEqualTo(SERVER.replace("m=audio 4000", "m=audio 0"));
        String keysAlone = TELEPHONE.replace(" 0 97 99", " 97");
        assertThat(KeyFormats.without(keysAlone)).isEqualTo(keysAlone);
    }

    @Test
    void itsAudioIsTakenElsewhere() throws Exception {
        String moved = of(SERVER).at(InetAddress.getByName("192.0.2.9"), 7000);
        assertThat(moved.lines()).contains("c=IN IP4 192.0.2.1", "m=audio 7000 RTP/AVP 96 0 101", "c=IN IP4 192.0.2.9",
                "m=video 4002 RTP/AVP 98").noneMatch(line -> line.startsWith("a=rtcp:"));
        assertThat(of(moved).way()).contains(new AudioTap.Way(new InetSocketAddress("192.0.2.9", 7000),
                new InetSocketAddress("192.0.2.9", 7001)));
        assertThat(of(SERVER).way()).contains(new AudioTap.Way(new InetSocketAddress("192.0.2.1", 4000),
                new InetSocketAddress("192.0.2.1", 4007)));
        assertThat(of(SERVER.replace("IP4 192.0.2.1", "IP4 media.example.org")).way()).isEmpty();
    }
}
