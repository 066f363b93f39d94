package io.mediary.session.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.mediary.function.Failure;

/** What is carried from one media server to another: what the session negotiated, or what everybody has. */
class RelayCodecsTest {

    private static final String OFFER = String.join("\r\n", "v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-",
            "c=IN IP4 192.0.2.1", "t=0 0",
            "m=audio 4000 RTP/AVPF 96 0 8 97", "a=rtpmap:96 opus/48000/2", "a=rtpmap:97 telephone-event/8000",
            "m=video 4002 RTP/AVPF 105 102 103", "a=rtpmap:105 H265/90000", "a=rtcp-fb:105 nack",
            "a=rtpmap:102 VP8/90000", "a=rtcp-fb:102 nack pli", "a=rtpmap:103 H264/90000", "");

    @Test
    void aSessionThatIsNotNegotiatedYetGetsWhatEverybodyHas() {
        assertThat(cut(Optional.empty()))
                .isEqualTo(new Codecs(List.of("opus", "pcmu", "pcma"), List.of("vp8", "h264")));
    }

    @Test
    void whatTheSessionNegotiatedIsCarriedAndItsFirstComesFirst() {
        assertThat(cut(Optional.of(answer("8 0", "111 103 102", "H265"))))
                .isEqualTo(new Codecs(List.of("pcma", "pcmu"), List.of("h264", "vp8")));
    }

    @Test
    void whatTwoMediaServersCannotSendIsNeverCarried() {
        assertThat(cut(Optional.of(answer("8", "111", "AV1"))).video()).containsExactly("vp8", "h264");
    }

    @Test
    void feedbackAndTelephoneEventsStayWithTheirCodecs() {
        String offer = RelayCodecs.of(Optional.empty()).cut(OFFER);
        assertThat(offer).contains("a=rtcp-fb:102 nack pli", "m=audio 4000 RTP/AVPF 96 0 8 97")
                .doesNotContain("a=rtcp-fb:105");
    }

    @Test
    void mediaServersWithoutACommonCodecDoNotFit() {
        RelayCodecs codecs = RelayCodecs.of(Optional.of(answer("8", "111", "VP9")));
        assertThatThrownBy(() -> codecs.cut(OFFER)).isInstanceOf(Failure.class);
    }

    private static Codecs cut(Optional<Description> answer) {
        return SdpText.parse(RelayCodecs.of(answer).cut(OFFER)).orElseThrow().codecs();
    }

    /** @param named what payload type 111 is */
    private static Description answer(String audio, String video, String named) {
        return new Description(String.join("\r\n", "v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1",
                "t=0 0", "m=audio 9 UDP/TLS/RTP/SAVPF " + audio, "m=video 9 UDP/TLS/RTP/SAVPF " + video,
                "a=rtpmap:111 " + named + "/90000", "a=rtpmap:102 VP8/90000", "a=rtpmap:103 H264/90000", ""),
                SdpType.WEBRTC, false);
    }
}
