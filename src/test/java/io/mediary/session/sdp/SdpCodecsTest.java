package io.mediary.session.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.contract.Offers;

/** The codecs of an SDP are seen, reduced to one and reordered, whatever else stands in it. */
class SdpCodecsTest {

    private static final String SESSION = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n";
    private static final String BROWSER = SESSION + """
            a=group:BUNDLE 0 1
            m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 13 110 126
            a=mid:0
            a=rtpmap:111 opus/48000/2
            a=rtcp-fb:111 transport-cc
            a=fmtp:111 minptime=10;useinbandfec=1
            a=rtpmap:63 red/48000/2
            a=fmtp:63 111/111
            a=rtpmap:9 G722/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:13 CN/8000
            a=rtpmap:110 telephone-event/48000
            a=rtpmap:126 telephone-event/8000
            m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104 107 108 114 115 116
            a=mid:1
            a=rtcp-fb:* ccm fir
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:96 nack pli
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            a=rtpmap:103 H264/90000
            a=rtcp-fb:103 nack
            a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
            a=rtpmap:104 rtx/90000
            a=fmtp:104 rtx-time=3000; APT=103
            a=rtpmap:107 H264/90000
            a=fmtp:107 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f
            a=rtpmap:108 rtx/90000
            a=fmtp:108 apt=107
            a=rtpmap:114 red/90000
            a=rtpmap:115 rtx/90000
            a=fmtp:115 apt=114
            a=rtpmap:116 ulpfec/90000
            a=ssrc-group:FID 1 2
            """;

    @ParameterizedTest(name = "{0}")
    @MethodSource("named")
    void theCodecsAreNamedInOrder(String what, String media, Codecs codecs) {
        assertThat(Codecs.of(sdp(SESSION + media))).isEqualTo(codecs);
    }

    static Stream<Arguments> named() {
        return Stream.of(
                Arguments.of("no rtpmap for static types", "m=audio 9 RTP/AVP 0 8 9 3 18 13\n",
                        audio("pcmu", "pcma", "g722", "gsm", "g729")),
                Arguments.of("the m-line's order", "m=audio 9 RTP/AVP 8 96 0\na=rtpmap:0 PCMU/8000\n"
                        + "a=rtpmap:96 OPUS/48000/2\n", audio("pcma", "opus", "pcmu")),
                Arguments.of("a rejected section", "m=audio 0 RTP/AVP 0\nm=video 9 RTP/AVP 96\na=rtpmap:96 VP8/90000\n",
                        new Codecs(List.of(), List.of("vp8"))),
                Arguments.of("rejected, with a count of ports", "m=audio 0/2 RTP/AVP 0\n", audio()),
                Arguments.of("in a BUNDLE only", "m=audio 0 UDP/TLS/RTP/SAVPF 0\na=bundle-only\n", audio("pcmu")),
                Arguments.of("an inactive section", "m=audio 9 RTP/AVP 0\na=inactive\n", audio("pcmu")),
                Arguments.of("an inactive session", "a=inactive\nm=audio 9 RTP/AVP 0\n", audio("pcmu")),
                Arguments.of("two sections of a kind", "m=audio 9 RTP/AVP 0 8\nm=audio 9 RTP/AVP 8 9\n",
                        audio("pcmu", "pcma", "g722")),
                Arguments.of("a payload type that two sections share",
                        "m=audio 9 RTP/AVP 96\na=rtpmap:96 opus/48000/2\n"
                                + "m=video 9 RTP/AVP 96\na=rtpmap:96 VP8/90000\n",
                        new Codecs(List.of("opus"), List.of("vp8"))),
                Arguments.of("another section's rtpmap does not count",
                        "m=audio 9 RTP/AVP 96\na=rtpmap:96 opus/48000/2\n"
                                + "m=video 9 RTP/AVP 96\n",
                        audio("opus")),
                Arguments.of("malformed rtpmaps",
                        "m=audio 9 RTP/AVP 96 97 98 99 100 101\na=rtpmap:96\na=rtpmap:97 opus\n"
                                + "a=rtpmap:x98 opus/48000\na=rtpmap: 99 opus/48000\na=rtpmap:100 opus/fast\n"
                                + "a=rtpmap:101 /8000\n",
                        audio()),
                Arguments.of("a malformed rtpmap of a static type", "m=audio 9 RTP/AVP 0\na=rtpmap:0 opus\n",
                        audio("pcmu")),
                Arguments.of("no payload types", "m=audio 9 RTP/AVP 128 x -1 00096\na=rtpmap:128 opus/48000/2\n",
                        audio()),
                Arguments.of("a payload type twice", "m=audio 9 RTP/AVP 0 8 0\n", audio("pcmu", "pcma")),
                Arguments.of("described twice",
                        "m=audio 9 RTP/AVP 96\na=rtpmap:96 opus/48000/2\na=rtpmap:96 G722/8000\n",
                        audio("opus")),
                Arguments.of("not in the m-line", "m=audio 9 RTP/AVP 0\na=rtpmap:96 opus/48000/2\n", audio("pcmu")),
                Arguments.of("error correction", "m=video 9 RTP/AVP 96 97 98\na=rtpmap:96 flexfec-03/90000\n"
                        + "a=rtpmap:97 ULPFEC/90000\na=rtpmap:98 VP9/90000\n", new Codecs(List.of(), List.of("vp9"))),
                Arguments.of("spaces", "m=audio 9 RTP/AVP  0  8 \n", audio("pcmu", "pcma")),
                Arguments.of("no RTP", "m=audio 9 udptl 0\nm=image 9 udptl t38\n", audio()),
                Arguments.of("data only", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n", audio()));
    }

    @Test
    void aBrowsersOfferNamesItsCodecs() {
        assertThat(sdp(BROWSER).codecs())
                .isEqualTo(new Codecs(List.of("opus", "g722", "pcmu"), List.of("vp8", "h264")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void eachLineEndIsRead(String end) {
        assertThat(SdpText.parse(BROWSER.replace("\n", end)).orElseThrow()).hasToString(sdp(BROWSER).toString());
    }

    @Test
    void oneCodecAKindIsLeftWithWhatBelongsToIt() {
        String left = sdp(BROWSER).only(Optional.of("OPUS"), Optional.of("h264")).orElseThrow().toString();

        assertThat(left).isEqualTo((SESSION + """
                a=group:BUNDLE 0 1
                m=audio 9 UDP/TLS/RTP/SAVPF 111 13 110 126
                a=mid:0
                a=rtpmap:111 opus/48000/2
                a=rtcp-fb:111 transport-cc
                a=fmtp:111 minptime=10;useinbandfec=1
                a=rtpmap:13 CN/8000
                a=rtpmap:110 telephone-event/48000
                a=rtpmap:126 telephone-event/8000
                m=video 9 UDP/TLS/RTP/SAVPF 103 104 107 108
                a=mid:1
                a=rtcp-fb:* ccm fir
                a=rtpmap:103 H264/90000
                a=rtcp-fb:103 nack
                a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
                a=rtpmap:104 rtx/90000
                a=fmtp:104 rtx-time=3000; APT=103
                a=rtpmap:107 H264/90000
                a=fmtp:107 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f
                a=rtpmap:108 rtx/90000
                a=fmtp:108 apt=107
                a=ssrc-group:FID 1 2
                """).replace("\n", "\r\n"));
    }

    @Test
    void aKindThatIsNotRestrictedStaysAsItIs() {
        assertThat(sdp(BROWSER).only(Optional.empty(), Optional.empty()).orElseThrow())
                .hasToString(sdp(BROWSER).toString());
    }

    @Test
    void whatHasNotTheCodecIsNotReduced() {
        assertThat(sdp(BROWSER).only(Optional.of("pcma"), Optional.empty())).isEmpty();
        assertThat(sdp(BROWSER).only(Optional.empty(), Optional.of("vp9"))).isEmpty();
        assertThat(sdp(BROWSER).only(Optional.of("telephone-event"), Optional.empty())).isEmpty();
        assertThat(sdp(BROWSER).only(Optional.empty(), Optional.of("rtx"))).isEmpty();
    }

    @Test
    void aRejectedSectionNeedsNotHaveTheCodec() {
        SdpText text = sdp(SESSION + "m=audio 0 RTP/AVP 8\nm=audio 9 RTP/AVP 8 0\n");

        assertThat(text.only(Optional.of("pcmu"), Optional.of("vp8")).orElseThrow().toString())
                .contains("m=audio 0 RTP/AVP 8\r\n", "m=audio 9 RTP/AVP 0\r\n");
    }

    @Test
    void theOtherSidesCodecsComeFirstAndTheRestKeepsItsOrder() {
        String text = sdp(BROWSER).prefer(new Codecs(List.of("pcmu", "g722"), List.of("h264"))).toString();

        assertThat(text).contains("m=audio 9 UDP/TLS/RTP/SAVPF 9 0 111 63 13 110 126\r\n",
                "m=video 9 UDP/TLS/RTP/SAVPF 103 104 107 108 96 97 114 115 116\r\n");
        assertThat(text.lines().sorted().filter(line -> !line.startsWith("m=")))
                .containsExactlyElementsOf(BROWSER.lines().sorted().filter(line -> !line.startsWith("m=")).toList());
    }

    @Test
    void withNothingInCommonNothingMoves() {
        SdpText text = sdp(Offers.contractOffer());

        assertThat(text.prefer(new Codecs(List.of("ilbc"), List.of()))).hasToString(text.toString());
    }

    @ParameterizedTest
    @MethodSource("huge")
    void aHugeSdpTakesNoLongerThanItsLength(String text) {
        assertThat(text.length()).isBetween(250_000, 262_144);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            SdpText sdp = sdp(text);
            sdp.codecs();
            sdp.only(Optional.of("pcmu"), Optional.of("pcmu"));
            sdp.prefer(new Codecs(List.of("pcmu"), List.of("vp8")));
        });
    }

    static Stream<String> huge() {
        String types = IntStream.range(0, 43_000).mapToObj(type -> String.valueOf(10_000 + type))
                .collect(Collectors.joining(" "));
        return Stream.of(SESSION + "m=audio 9 RTP/AVP " + types + "\n",
                SESSION + "m=audio 9 RTP/AVP " + "0 ".repeat(130_000) + "\n",
                SESSION + "m=audio 9 RTP/AVP 0\n" + "a=rtpmap:0 PCMU/8000\n".repeat(12_200),
                SESSION + "m=audio 9 RTP/AVP 96\na=rtpmap:96 rtx/8000\n" + "a=fmtp:96 apt=96\n".repeat(15_000),
                SESSION + "m=audio 9 RTP/AVP 96\na=fmtp:96 " + "apt=;".repeat(52_000) + "\n",
                SESSION + "m=audio 9 RTP/AVP 96\na=rtpmap:96 " + " ".repeat(256_000) + "x\n",
                SESSION + "m=audio 9 RTP/AVP 0\n" + "a=\n".repeat(84_000),
                SESSION + "m=audio 9 RTP/AVP 0\n".repeat(13_000));
    }

    @Test
    void anyMixtureOfPayloadTypesIsReducedToWhatWasThere() {
        Random random = new Random(20_260_731);
        List<String> formats = List.of("opus/48000/2", "PCMU/8000", "rtx/8000", "telephone-event/8000", "CN/8000",
                "VP8/90000", "red/8000", "broken");
        for (int round = 0; round < 1_000; round++) {
            StringBuilder text = new StringBuilder(SESSION);
            for (int section = 0; section < 1 + random.nextInt(3); section++) {
                List<String> types = new ArrayList<>();
                IntStream.range(0, 1 + random.nextInt(8)).forEach(i -> types.add("" + random.nextInt(128)));
                text.append("m=audio ").append(random.nextInt(4)).append(" RTP/AVP ").append(String.join(" ", types))
                        .append('\n');
                for (int line = random.nextInt(10); line > 0; line--) {
                    String type = types.get(random.nextInt(types.size()));
                    text.append("a=rtpmap:").append(type).append(' ')
                            .append(formats.get(random.nextInt(formats.size()))).append('\n');
                    text.append("a=fmtp:").append(type).append(" apt=")
                            .append(types.get(random.nextInt(types.size()))).append('\n');
                }
            }
            reducesWell(sdp(text.toString()));
        }
    }

    private static void reducesWell(SdpText text) {
        for (String codec : List.of("opus", "pcmu", "vp8", "g722")) {
            Optional<SdpText> left = text.only(Optional.of(codec), Optional.empty());
            left.ifPresent(sdp -> {
                List<String> names = sdp.codecs().audio();
                assertThat(names).isEqualTo(names.isEmpty() ? List.of() : List.of(codec));
                assertThat(text.codecs().audio()).containsAll(names);
                assertThat(SdpText.parse(sdp.toString()).orElseThrow()).hasToString(sdp.toString());
                assertThat(sdp.only(Optional.of(codec), Optional.empty()).orElseThrow()).hasToString(sdp.toString());
            });
            SdpText preferred = text.prefer(new Codecs(List.of(codec), List.of()));
            assertThat(preferred.codecs().audio()).containsExactlyInAnyOrderElementsOf(text.codecs().audio());
            assertThat(preferred.prefer(new Codecs(List.of(codec), List.of()))).hasToString(preferred.toString());
        }
    }

    private static Codecs audio(String... names) {
        return new Codecs(Arrays.asList(names), List.of());
    }

    private static SdpText sdp(String text) {
        return SdpText.parse(text).orElseThrow();
    }
}
