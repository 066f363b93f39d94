package io.mediary.session.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.contract.Offers;
import io.mediary.media.Candidate;

/** Candidates find their media section, and what is no SDP is seen. */
class SdpTextTest {

    private static final String HOST = "candidate:1 1 UDP 2015363327 127.0.0.1 40404 typ host";
    private static final String OTHER = "candidate:2 1 UDP 2015363327 127.0.0.1 40405 typ host";

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "v=0", "v=0..", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n",
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio x UDP 0\r\n",
            "v=1\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP 0\r\n", "\u0000\u0001"})
    void whatIsNoSdpIsNotRead(String text) {
        assertThat(SdpText.parse(text)).isEmpty();
    }

    @Test
    void anSdpComesBackAsItWas() {
        assertThat(SdpText.parse(Offers.contractOffer()).orElseThrow()).hasToString(Offers.contractOffer());
    }

    @Test
    void aCandidateGoesByItsMidAndElseByItsIndex() {
        String full = SdpText.parse(Offers.contractOffer())
                .orElseThrow()
                .with(List.of(new Candidate("1", 0, HOST), new Candidate("", 0, OTHER)))
                .toString();

        String audio = full.substring(full.indexOf("m=audio"), full.indexOf("m=video"));
        String video = full.substring(full.indexOf("m=video"));
        assertThat(audio).contains("a=" + OTHER).doesNotContain(HOST).contains("a=end-of-candidates");
        assertThat(video).contains("a=" + HOST).doesNotContain(OTHER).contains("a=end-of-candidates");
    }

    @Test
    void aCandidateThatFitsNowhereIsLeftOut() {
        SdpText full = SdpText.parse(Offers.contractOffer()).orElseThrow().with(List.of(new Candidate("9", 7, HOST)));

        assertThat(full.candidates()).isZero();
    }

    @Test
    void theSameCandidateTwiceStandsOnce() {
        SdpText full = SdpText.parse(Offers.contractOffer())
                .orElseThrow()
                .with(List.of(new Candidate("0", 0, HOST), new Candidate("0", 0, HOST)));

        assertThat(full.candidates()).isOne();
    }
}
