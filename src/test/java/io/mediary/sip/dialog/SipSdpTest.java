package io.mediary.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Descriptions on their way between a media server and a telephone. */
class SipSdpTest {

    private static final String SERVER = String.join("\r\n", "v=0", "o=- 4004 4004 IN IP4 192.0.2.1", "s=-",
            "c=IN IP4 192.0.2.1", "t=0 0", "a=group:BUNDLE audio0 video0", "m=audio 4000 RTP/AVPF 96 0", "a=mid:audio0",
            "a=rtpmap:96 opus/48000/2", "a=sendrecv", "a=setup:actpass", "m=video 4002 RTP/AVPF 97 98", "a=mid:video0",
            "a=rtpmap:97 AV1/90000", "a=rtpmap:98 VP8/90000", "a=rtcp-fb:98 nack", "a=sendrecv", "");
    private static final String TELEPHONE = String.join("\r\n", "v=0", "o=bob 1 1 IN IP4 192.0.2.7", "s=-",
            "c=IN IP4 192.0.2.7", "t=0 0", "m=audio 5000 RTP/AVP 0 8", "a=sendrecv", "");

    @Test
    void telephoneIsToldWhatTelephonesUnderstand() {
        String told = SipSdp.toTelephone(SipSdp.usual(SERVER), 7, 3, Direction.SENDRECV);

        assertThat(told.lines()).contains("o=- 7 3 IN IP4 192.0.2.1", "m=audio 4000 RTP/AVP 96 0",
                "m=video 4002 RTP/AVP 98", "a=rtpmap:98 VP8/90000", "a=sendrecv")
                .noneMatch(
                        line -> line.startsWith("a=mid") || line.startsWith("a=group") || line.startsWith("a=rtcp-fb")
                                || line.startsWith("a=setup") || line.contains("AV1"));
    }

    @Test
    void serverGetsASectionForEachThatItOffered() {
        String answer = SipSdp.answerToServer(TELEPHONE, SERVER);

        assertThat(answer.lines()).contains("m=audio 5000 RTP/AVPF 0 8", "a=mid:audio0", "m=video 0 RTP/AVPF 97 98")
                .noneMatch(line -> line.equals("a=sendrecv"));
    }

    @Test
    void holdIsAnsweredByItsReverse() {
        SipSdp hold = SipSdp.parse(TELEPHONE.replace("sendrecv", "sendonly")).orElseThrow();
        String own = SipSdp.toTelephone(SERVER, 7, 1, Direction.SENDRECV);

        assertThat(hold.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(hold.keeps(TELEPHONE)).isTrue();
        assertThat(hold.answered(own, 2, hold.direction().reversed()).lines())
                .contains("o=- 7 2 IN IP4 192.0.2.1", "m=audio 4000 RTP/AVP 0", "a=recvonly")
                .noneMatch(line -> line.startsWith("m=video") || line.contains("opus"));
    }

    @Test
    void whatDescribesNothingOrFarTooMuchIsNoDescription() {
        String nothing = TELEPHONE.substring(0, TELEPHONE.indexOf("m="));

        assertThat(SipSdp.parse(nothing)).isEmpty();
        assertThat(SipSdp.parse(nothing + "m=audio 5000 RTP/AVP 0\r\n".repeat(17))).isEmpty();
    }

    @Test
    void noAddressIsAnOldWayToHold() {
        SipSdp hold = SipSdp.parse(TELEPHONE.replace("c=IN IP4 192.0.2.7", "c=IN IP4 0.0.0.0")).orElseThrow();

        assertThat(hold.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(hold.keeps(TELEPHONE)).isTrue();
    }

    @Test
    void otherAddressOrCodecCannotBeFollowed() {
        assertThat(SipSdp.parse(TELEPHONE.replace("5000", "5002")).orElseThrow().keeps(TELEPHONE)).isFalse();
        assertThat(SipSdp.parse(TELEPHONE.replace("192.0.2.7", "192.0.2.8")).orElseThrow().keeps(TELEPHONE)).isFalse();
        assertThat(SipSdp.parse(TELEPHONE.replace("AVP 0 8", "AVP 9")).orElseThrow().keeps(TELEPHONE)).isFalse();
        assertThat(SipSdp.parse(TELEPHONE.replace("AVP 0 8", "AVP 8")).orElseThrow().keeps(TELEPHONE)).isTrue();
    }

    @Test
    void newSectionIsRejectedInItsPlace() {
        SipSdp more = SipSdp.parse(TELEPHONE + "m=text 5004 RTP/AVP 100\r\n").orElseThrow();
        String own = SipSdp.toTelephone(SERVER, 7, 1, Direction.SENDRECV);

        assertThat(more.answered(own, 2, Direction.SENDRECV).lines()).contains("m=text 0 RTP/AVP 100");
    }

    @Test
    void descriptionIsSaidAgainWithAnotherVersion() {
        String own = SipSdp.toTelephone(SERVER, 7, 1, Direction.SENDRECV);

        assertThat(SipSdp.again(own, 2, Direction.SENDONLY).lines()).contains("o=- 7 2 IN IP4 192.0.2.1", "a=sendonly")
                .doesNotContain("a=sendrecv");
    }

    @Test
    void directionsOfBothEndsBelongTogether() {
        assertThat(Direction.SENDONLY.reversed()).isEqualTo(Direction.RECVONLY);
        assertThat(Direction.SENDONLY.reversed().and(Direction.SENDONLY)).isEqualTo(Direction.INACTIVE);
        assertThat(Direction.SENDRECV.and(Direction.SENDONLY)).isEqualTo(Direction.SENDONLY);
    }

    @Test
    void whatIsNoDescriptionIsNone() {
        assertThat(SipSdp.parse("hello")).isEmpty();
        assertThat(SipSdp.parse("v=0\r\no=x\r\ns=-\r\nt=0 0\r\n")).isEmpty();
    }
}
