package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.embedded.engine.NegotiationException.Reason;
import io.mediary.embedded.engine.sdp.RtpAddress;
import io.mediary.embedded.engine.sdp.SdpException;
import io.mediary.embedded.engine.sdp.SessionDescription;

/** Each offer lies with its answer in a file of its own; a number that the engine chooses is the word PORT there. */
class RtpOffersTest {

    private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";

    private static LibraryMediaEngine engine;
    private final RtpPeer peer = engine.rtpPeer(new RecordingListener());

    @BeforeAll
    static void start() {
        engine = new LibraryMediaEngine(EngineOptions.loopback());
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffmpeg", "ffmpeg-h264", "baresip", "sipp", "asterisk", "linphone", "hardphone",
            "hold-by-direction", "hold-by-address", "fax-and-refused", "only-keys-and-encrypted", "multiplexed",
            "kurento"})
    void offersOfManySortsAreAnswered(String name) throws Exception {
        String[] exchange = read(name).split("(?m)^=>\n");
        String answer = peer.processOffer(exchange[0]);
        assertThat(answer).startsWith("v=0\r\no=- ").contains(
                " IN IP4 127.0.0.1\r\ns=Kurento Media Server\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=")
                .endsWith("\r\n");
        String media = answer.substring(answer.indexOf("m=")).replace("\r\n", "\n")
                .replaceAll("(?m)^(m=\\w+) [1-9]\\d*", "$1 PORT").replaceAll("a=rtcp:\\d+", "a=rtcp:PORT")
                .replaceAll("a=ssrc:\\d+ cname:user\\d+@host-[0-9a-f]{8}", "a=ssrc");
        assertThat(media).isEqualTo(exchange[1]);
        assertThat(peer.localDescription()).isEqualTo(answer);
        assertThat(peer.remoteDescription()).isEqualTo(exchange[0]);
    }

    @Test
    void theOfferLooksLikeKurentos() throws NegotiationException {
        String offer = peer.generateOffer();
        assertThat(offer.replaceAll("\\d{4,}", "N").replaceAll("host-\\w+", "host")).isEqualTo("""
                v=0
                o=- N N IN IP4 127.0.0.1
                s=Kurento Media Server
                c=IN IP4 127.0.0.1
                t=0 0
                m=audio N RTP/AVPF 96 0 8
                a=sendrecv
                a=mid:audio0
                a=rtcp:N
                a=rtpmap:96 opus/N/2
                a=ssrc:N cname:userN@host
                m=video N RTP/AVPF 100 101
                a=sendrecv
                a=mid:video0
                a=rtcp:N
                a=rtpmap:100 VP8/N
                a=rtpmap:101 H264/N
                a=fmtp:101 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
                a=rtcp-fb:100 nack
                a=rtcp-fb:100 nack pli
                a=rtcp-fb:100 goog-remb
                a=rtcp-fb:100 ccm fir
                a=rtcp-fb:101 nack
                a=rtcp-fb:101 nack pli
                a=rtcp-fb:101 goog-remb
                a=rtcp-fb:101 ccm fir
                a=ssrc:N cname:userN@host
                """.replace("\n", "\r\n"));
        assertThat(peer.localDescription()).isEqualTo(offer);
    }

    @Test
    void anAnswerMayRefuseVideoAndComeInAnotherProfile() throws NegotiationException {
        String offer = peer.generateOffer();
        String local = peer.processAnswer(HEAD + "m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
                + "m=video 0 RTP/AVPF 100\r\n");
        assertThat(local).isEqualTo(offer);
        assertThat(peer.state().connected()).isTrue();
    }

    @Test
    void aDescriptionWithoutMediaIsTakenAndConnectsNothing() throws NegotiationException {
        assertThat(peer.processOffer(HEAD)).doesNotContain("m=");
        assertThat(peer.state().connected()).isFalse();
        assertThat(peer.stats(List.of(MediaKind.values()))).isEmpty();
    }

    @Test
    void stepsOutOfOrderAreKurentosErrors() throws NegotiationException {
        fails(() -> peer.processAnswer(HEAD), Reason.NO_OFFER);
        fails(peer::localDescription, Reason.NO_LOCAL_SDP);
        fails(peer::remoteDescription, Reason.NO_LOCAL_SDP);
        peer.generateOffer();
        fails(peer::generateOffer, Reason.ALREADY_NEGOTIATED);
        fails(() -> peer.processOffer(HEAD), Reason.ALREADY_NEGOTIATED);
        fails(() -> peer.processAnswer(HEAD + "m=video 4000 RTP/AVPF 100\r\n"), Reason.INVALID_SDP);
        peer.processAnswer(HEAD + "m=audio 4000 RTP/AVPF 0\r\n");
        fails(() -> peer.processAnswer(HEAD), Reason.ANSWER_ALREADY_PROCESSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "hello", "v=0\r\n", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nm=audio\r\n",
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nm=audio 70000 RTP/AVP 0\r\n",
            "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nm=audio -1 RTP/AVP 0\r\n", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nx\r\n"})
    void whatIsNoDescriptionIsRefusedAndAnotherOneTaken(String sdp) throws NegotiationException {
        fails(() -> peer.processOffer(sdp), Reason.INVALID_SDP);
        assertThat(peer.processOffer(HEAD + "m=audio 4000 RTP/AVP 0\r\n")).contains(" RTP/AVP 0\r\n");
    }

    /** Whatever is changed in a description and in what comes to the ports, there is an answer or one kind of error. */
    @Test
    void damagedDescriptionsGiveAnAnswerOrKurentosError() throws Exception {
        Random random = new Random(7);
        String offer = read("baresip").split("(?m)^=>\n")[0];
        for (int i = 0; i < 500; i++) {
            StringBuilder damaged = new StringBuilder(offer);
            for (int j = 0; j < 1 + random.nextInt(6); j++) {
                int at = random.nextInt(damaged.length());
                damaged.replace(at, Math.min(damaged.length(), at + random.nextInt(4)),
                        Character.toString("0:/ =;\n9a*-".charAt(random.nextInt(11))));
            }
            try (RtpPeer one = engine.rtpPeer(new RecordingListener())) {
                assertThat(one.processOffer(damaged.toString())).startsWith("v=0\r\n");
            } catch (NegotiationException e) {
                assertThat(e.reason()).isEqualTo(Reason.INVALID_SDP);
            }
        }
    }

    @Test
    void damagedPacketsDoNotStopTheReader() throws NegotiationException {
        Random random = new Random(7);
        try (RtpClient caller = new RtpClient()) {
            int port = RtpClient.port(peer.processOffer(caller.offer("video", "RTP/AVPF 97",
                    "a=rtpmap:97 VP8/90000", "a=rtcp-fb:97 nack", "a=rtcp-mux")), "video");
            peer.connect(MediaKind.VIDEO, peer);
            for (int i = 0; i < 3000; i++) {
                byte[] packet = new byte[random.nextInt(80)];
                random.nextBytes(packet);
                if (packet.length > 2) {
                    packet[0] = (byte) (0x80 | packet[0] & 0x3F);
                    packet[1] = (byte) (random.nextBoolean() ? 97 : 200 + random.nextInt(8));
                }
                caller.sendRaw(port, packet);
            }
            await().until(() -> {
                caller.send(port, 97, 7, 7, ProbeElement.vp8(true, 77));
                return caller.packets.stream().anyMatch(p -> Arrays.equals(RtpClient.payload(p),
                        ProbeElement.vp8(true, 77)));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"IN IP4 10.1.2.3, '', 10.1.2.3:4000, 10.1.2.3:4001",
            "IN IP4 10.1.2.3/127, 5000, 10.1.2.3:4000, 10.1.2.3:5000",
            "IN IP4 10.1.2.3, 5001 IN IP4 10.9.9.9, 10.1.2.3:4000, 10.9.9.9:5001",
            "IN IP4 10.1.2.3, 99999, 10.1.2.3:4000, none", "IN IP4 10.1.2.3, x, 10.1.2.3:4000, 10.1.2.3:4001",
            "IN IP4 224.2.36.42/127, '', none, none", "IN IP4 phone.example.org, '', none, none",
            "IN IP4 300.1.2.3, '', none, none", "IN IP4 0.0.0.0, '', none, none", "'', '', none, none",
            "IN IP6 2001:db8::7, '', [2001:db8:0:0:0:0:0:7]:4000, [2001:db8:0:0:0:0:0:7]:4001",
            "IN IP6 1:2, '', none, none"})
    void addressesAreReadAndNamesAreNotLookedUp(String connection, String rtcp, String wanted, String control)
            throws SdpException {
        SessionDescription sdp = SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\nc=" + connection
                + "\r\nm=audio 4000 RTP/AVP 0\r\n" + (rtcp.isEmpty() ? "" : "a=rtcp:" + rtcp + "\r\n"));
        RtpAddress address = RtpAddress.of(sdp, sdp.media().get(0));
        assertThat(address.rtp().map(RtpOffersTest::text).orElse("none")).isEqualTo(wanted);
        assertThat(address.rtcp().map(RtpOffersTest::text).orElse("none")).isEqualTo(control);
        assertThat(address.held()).isEqualTo(connection.contains(" 0.0.0.0"));
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static void fails(ThrowingCallable step, Reason reason) {
        assertThatThrownBy(step).isInstanceOfSatisfying(NegotiationException.class,
                e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static String read(String name) throws IOException {
        try (InputStream in = RtpOffersTest.class
                .getResourceAsStream("/io/mediary/embedded/engine/plain/" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
