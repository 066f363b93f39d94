package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.embedded.engine.NegotiationException.Reason;

class NegotiationTest {

    private static LibraryMediaEngine engine;
    private static String browserOffer;
    private final RecordingListener listener = new RecordingListener();
    private final WebRtcPeer peer = engine.webRtcPeer(true, listener);

    @BeforeAll
    static void start() throws IOException {
        engine = new LibraryMediaEngine(EngineOptions.loopback());
        browserOffer = new String(
                NegotiationTest.class.getResourceAsStream("/io/mediary/embedded/engine/offer.sdp").readAllBytes(),
                StandardCharsets.UTF_8);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void theOfferLooksLikeKurentos() throws NegotiationException {
        String offer = peer.generateOffer();
        assertThat(offer).startsWith("v=0\r\no=- ")
                .contains("s=Kurento Media Server\r\n", "a=group:BUNDLE audio0 video0 application0\r\n",
                        "a=mid:audio0\r\n", "a=mid:video0\r\n", "a=mid:application0\r\n", "a=rtcp-mux\r\n",
                        "a=sendrecv\r\n", "a=rtpmap:96 opus/48000/2\r\n",
                        "m=application 1 UDP/DTLS/SCTP webrtc-datachannel\r\n", "a=sctp-port:5000\r\n")
                .doesNotContain("a=candidate");
        assertThat(offer.lines().filter("a=setup:actpass"::equals)).hasSize(3);
        assertThat(offer.lines().filter(l -> l.matches("a=ssrc:\\d+ cname:user\\d+@host-[0-9a-f]{8}"))).hasSize(2);
        assertThat(offer.lines().filter(l -> l.startsWith("a=fingerprint:sha-256 "))).hasSize(3);
        assertThat(peer.localDescription()).isEqualTo(offer);
    }

    @Test
    void withoutDataChannelsNoneAreOfferedOrAccepted() throws NegotiationException {
        WebRtcPeer plain = engine.webRtcPeer(false, listener);
        assertThat(plain.generateOffer()).doesNotContain("m=application");
        WebRtcPeer answerer = engine.webRtcPeer(false, listener);
        assertThat(answerer.processOffer(peer.generateOffer())).contains(
                "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n",
                "a=group:BUNDLE audio0 video0\r\n");
    }

    @Test
    void theAnswerNamesEveryCodecBothHaveInTheOfferersOrder() throws NegotiationException {
        String answer = peer.processOffer(browserOffer);
        assertThat(answer).contains("a=group:BUNDLE 0 1\r\n", "m=audio 1 UDP/TLS/RTP/SAVPF 111 0 8 110\r\n",
                "m=video 1 UDP/TLS/RTP/SAVPF 96 102 104 108\r\n", "a=fmtp:111 minptime=10;useinbandfec=1\r\n",
                "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n", "a=rtcp-fb:96 nack pli\r\n")
                .doesNotContain("transport-cc", "rtx", "a=candidate",
                        "abs-send-time");
        assertThat(answer.lines().filter("a=setup:active"::equals)).hasSize(2);
        assertThat(peer.remoteDescription()).isEqualTo(browserOffer);
    }

    @Test
    void theAnswersOrderFollowsTheOfferNotTheEngine() throws NegotiationException {
        String offer = browserOffer.replaceFirst("(m=video 9 UDP/TLS/RTP/SAVPF) .*", "$1 108 96")
                .replaceFirst("(m=audio 9 UDP/TLS/RTP/SAVPF) .*", "$1 8 111");
        assertThat(peer.processOffer(offer)).contains("m=audio 1 UDP/TLS/RTP/SAVPF 8 111\r\n",
                "m=video 1 UDP/TLS/RTP/SAVPF 108 96\r\n");
    }

    @Test
    void directionsAreMirrored() throws NegotiationException {
        String offer = browserOffer.replaceFirst("a=sendrecv", "a=sendonly").replaceFirst("a=sendrecv", "a=recvonly");
        String answer = peer.processOffer(offer);
        assertThat(answer.substring(0, answer.indexOf("m=video"))).contains("a=recvonly").doesNotContain("a=ssrc");
        assertThat(answer.substring(answer.indexOf("m=video"))).contains("a=sendonly").contains("a=ssrc");
    }

    @Test
    void whatCannotBePassedOnIsRejected() throws NegotiationException {
        String offer = browserOffer.replaceFirst("(m=video 9 UDP/TLS/RTP/SAVPF) .*", "$1 98");
        assertThat(peer.processOffer(offer)).contains("m=video 0 UDP/TLS/RTP/SAVPF 98\r\na=inactive\r\na=mid:1\r\n",
                "a=group:BUNDLE 0\r\n");
    }

    @Test
    void aPassiveOffererIsMetByAnActiveAnswerAndTheOtherWayRound() throws NegotiationException {
        assertThat(peer.processOffer(browserOffer.replace("a=setup:actpass", "a=setup:passive")))
                .contains("a=setup:active");
        WebRtcPeer other = engine.webRtcPeer(true, listener);
        assertThat(other.processOffer(browserOffer.replace("a=setup:actpass", "a=setup:active")))
                .contains("a=setup:passive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "nonsense", "v=0", "v=0\r\nm=audio", "{\"sdp\":1}",
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nnot a line\r\n",
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nm=audio 99999999 X 1\r\n"})
    void whatIsNoSdpIsRefused(String sdp) {
        refuses(() -> peer.processOffer(sdp), Reason.INVALID_SDP);
        // and nothing was used up by it
        assertThat(catchOffer()).contains("m=audio");
    }

    @Test
    void brokenSecurityParametersAreRefused() {
        refuses(() -> peer.processOffer(browserOffer.replaceAll("a=ice-pwd:.*", "a=ice-pwd:short")),
                Reason.INVALID_SDP);
        refuses(() -> peer.processOffer(browserOffer.replaceAll("a=fingerprint:.*", "a=fingerprint:sha-256 zz")),
                Reason.INVALID_SDP);
        refuses(() -> peer.processOffer(browserOffer.replaceAll("a=fingerprint:sha-256", "a=fingerprint:md17")),
                Reason.INVALID_SDP);
    }

    @Test
    void anEndlessSdpIsRefused() {
        refuses(() -> peer.processOffer(browserOffer + "a=x\r\n".repeat(60_000)), Reason.INVALID_SDP);
        refuses(() -> peer.processOffer("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n" + "m=audio 9 X 1\r\n".repeat(65)),
                Reason.INVALID_SDP);
    }

    @Test
    void anSdpWithoutMediaIsNegotiated() throws NegotiationException {
        String answer = peer.processOffer("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n");
        assertThat(answer).startsWith("v=0").doesNotContain("m=");
        refuses(() -> peer.processOffer(browserOffer), Reason.ALREADY_NEGOTIATED);
    }

    @Test
    void stepsOutOfOrderAreRefused() throws NegotiationException {
        refuses(peer::localDescription, Reason.NO_LOCAL_SDP);
        refuses(() -> peer.processAnswer(browserOffer), Reason.NO_OFFER);
        String offer = peer.generateOffer();
        refuses(peer::generateOffer, Reason.ALREADY_NEGOTIATED);
        refuses(() -> peer.processOffer(browserOffer), Reason.ALREADY_NEGOTIATED);
        refuses(() -> peer.processAnswer(""), Reason.INVALID_SDP);
        String answer = engine.webRtcPeer(true, listener).processOffer(offer);
        assertThat(peer.processAnswer(answer)).isEqualTo(offer);
        refuses(() -> peer.processAnswer(answer), Reason.ANSWER_ALREADY_PROCESSED);
    }

    @Test
    void candidatesAppearInTheLocalDescriptionOnceGathered() throws NegotiationException {
        peer.gatherCandidates();
        peer.processOffer(browserOffer);
        assertThat(peer.localDescription()).doesNotContain("a=candidate");
        peer.gatherCandidates();
        peer.gatherCandidates();
        assertThat(peer.localDescription().lines().filter(l -> l.startsWith("a=candidate:1 1 UDP "))).hasSize(2);
        org.awaitility.Awaitility.await().until(() -> listener.told("gathering done"));
        assertThat(listener.candidates).extracting(RecordingListener.Told::index).containsExactly(0, 1);
        assertThat(listener.events("gathering")).hasSize(1);
    }

    @Test
    void unusableCandidatesAreIgnored() throws NegotiationException {
        List<String> useless = List.of("", "garbage", "candidate:1 1 UDP 1 some.name.local 5 typ host",
                "candidate:1 1 TCP 1 127.0.0.1 9 typ host tcptype active",
                "candidate:1 2 UDP 1 127.0.0.1 9 typ host", "candidate:1 1 UDP 1 127.0.0.1 99999 typ host",
                "x".repeat(100_000));
        useless.forEach(c -> peer.addCandidate("0", 0, c));
        peer.processOffer(browserOffer);
        peer.gatherCandidates();
        useless.forEach(c -> peer.addCandidate("0", 0, c));
        peer.addCandidate("0", 0, null);
        assertThat(peer.state().ice()).isIn("GATHERING", "CONNECTING");
    }

    private String catchOffer() {
        try {
            return peer.generateOffer();
        } catch (NegotiationException e) {
            throw new AssertionError(e);
        }
    }

    private static void refuses(org.assertj.core.api.ThrowableAssert.ThrowingCallable step, Reason reason) {
        assertThatThrownBy(step).isInstanceOfSatisfying(NegotiationException.class,
                e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
