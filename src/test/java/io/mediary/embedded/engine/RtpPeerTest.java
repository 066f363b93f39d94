package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.rtp.RtcpWriter;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.testing.RealTime;

@RealTime
class RtpPeerTest {

    private static final String VP8 = "a=rtpmap:97 VP8/90000";

    private final LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
    private final RecordingListener heard = new RecordingListener();
    private final RtpPeer peer = engine.rtpPeer(heard);
    private final RtpClient caller = new RtpClient();
    private final RtpClient other = new RtpClient();

    @AfterEach
    void close() {
        caller.close();
        other.close();
        engine.close();
    }

    @Test
    void itIsConnectedWithTheDescriptionsAndSaysSo() throws NegotiationException {
        assertThat(peer.state().connected()).isFalse();
        peer.processOffer(caller.offer("audio", "RTP/AVP 0"));
        assertThat(peer.state().connected()).isTrue();
        await().until(() -> heard.told("connected true"));
        assertThat(heard.events).containsExactly("connected true");
    }

    @Test
    void whatOneCallerSaysTheOtherHears() throws NegotiationException {
        int port = RtpClient.port(peer.processOffer(caller.offer("audio", "RTP/AVP 0")), "audio");
        RtpPeer far = engine.rtpPeer(new RecordingListener());
        far.processOffer(other.offer("audio", "RTP/AVP 8 0"));
        Element between = engine.passThrough();
        peer.connect(MediaKind.AUDIO, between);
        between.connect(MediaKind.AUDIO, far);
        for (int i = 0; i < 20; i++) {
            caller.send(port, 0, 65_530 + i, 160L * i, (byte) i, (byte) -i);
        }
        await().until(() -> other.packets.size() == 20);
        for (int i = 0; i < 20; i++) {
            RtpPacket packet = other.packets.get(i);
            assertThat(packet.payloadType()).isZero();
            assertThat(RtpClient.payload(packet)).containsExactly(i, -i);
            assertThat(packet.sequence()).isEqualTo(other.packets.get(0).sequence() + i & 0xFFFF);
            assertThat(packet.timestamp()).isEqualTo(other.packets.get(0).timestamp() + 160L * i);
        }
        await().until(() -> heard.told("out AUDIO true") && heard.told("media true"));
        assertThat(peer.stats(List.of(MediaKind.AUDIO)).values()).singleElement()
                .satisfies(s -> assertThat(s).containsEntry("packetsReceived", 20L).containsEntry("packetsLost", 0));
        assertThat(far.stats(List.of(MediaKind.AUDIO)).values()).singleElement()
                .satisfies(s -> assertThat(s).containsEntry("packetsSent", 20L));
        assertThat(far.stats(List.of(MediaKind.VIDEO))).isEmpty();
    }

    @Test
    void theOfferersNumbersOfEachSideAreUsedThere() throws NegotiationException {
        String offer = peer.generateOffer();
        RtpPeer far = engine.rtpPeer(new RecordingListener());
        assertThat(peer.processAnswer(caller.offer("audio", "RTP/AVPF 111", "a=rtpmap:111 opus/48000/2")))
                .isEqualTo(offer);
        far.processOffer(other.offer("audio", "RTP/AVP 120", "a=rtpmap:120 opus/48000/2"));
        peer.connect(MediaKind.AUDIO, far);
        caller.send(RtpClient.port(offer, "audio"), 96, 1, 960, (byte) 5);
        caller.send(RtpClient.port(offer, "audio"), 111, 2, 1920, (byte) 6);
        await().until(() -> other.packets.size() == 2);
        assertThat(other.packets).allMatch(p -> p.payloadType() == 120);
    }

    @Test
    void aCallerBehindAnAddressTranslationIsAnsweredWhereItsPacketsComeFrom() throws NegotiationException {
        String offer = caller.offer("audio", "RTP/AVP 0").replace("c=IN IP4 127.0.0.1", "c=IN IP4 192.0.2.77");
        int port = RtpClient.port(peer.processOffer(offer), "audio");
        peer.connect(MediaKind.AUDIO, peer);
        caller.send(port, 0, 1, 160, (byte) 1);
        await().until(() -> caller.packets.size() == 1);
        caller.sendControl(port + 1, new RtcpWriter(1).receiverReport(List.of()).description("x").toBytes());
        await().until(() -> caller.heard(201, -1));
    }

    @Test
    void aCallerThatListensOnAnotherPortThanItSendsFromIsBelieved() throws NegotiationException {
        int port = RtpClient.port(peer.processOffer(caller.offer("audio", "RTP/AVP 0")), "audio");
        peer.connect(MediaKind.AUDIO, peer);
        other.send(port, 0, 1, 160, (byte) 1);
        await().until(() -> caller.packets.size() == 1);
        assertThat(other.packets).isEmpty();
    }

    @Test
    void nobodyElseCanJoinIn() throws NegotiationException {
        int port = RtpClient.port(peer.processOffer(caller.offer("audio", "RTP/AVP 0")), "audio");
        ProbeElement sink = new ProbeElement(engine);
        peer.connect(MediaKind.AUDIO, sink);
        caller.sendRaw(port, new byte[0]);
        other.sendRaw(port, (byte) 0x80, (byte) 77, (byte) 0, (byte) 1);
        other.send(port, 99, 1, 160, (byte) 8);
        caller.send(port, 0, 1, 160, (byte) 1);
        await().until(() -> sink.packets.size() == 1);
        other.send(port, 0, 2, 320, (byte) 9);
        caller.send(port, 0, 3, 480, (byte) 3);
        await().until(() -> sink.packets.size() == 2);
        assertThat(RtpClient.payload(sink.packets.get(1).rtp())).containsExactly(3);
    }

    @Test
    void rtpAndRtcpShareAPortWhereTheOfferAsks() throws NegotiationException {
        String answer = peer.processOffer(caller.offer("audio", "RTP/AVP 0", "a=rtcp-mux"));
        int port = RtpClient.port(answer, "audio");
        assertThat(answer).contains("a=rtcp-mux\r\n", "a=rtcp:" + port + "\r\n");
        caller.send(port, 0, 1, 160, (byte) 1);
        caller.sendRaw(port, new RtcpWriter(0x1234).receiverReport(List.of()).description("x").toBytes());
        await().until(() -> caller.heard(201, -1));
        assertThat(caller.packets).isEmpty();
    }

    @Test
    void aCallOnHoldHearsNothing() throws NegotiationException {
        ProbeElement source = new ProbeElement(engine);
        source.connect(MediaKind.AUDIO, peer);
        String offer = caller.offer("audio", "RTP/AVP 0").replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0");
        String answer = peer.processOffer(offer);
        assertThat(answer).contains("a=recvonly\r\n");
        ProbeElement sink = new ProbeElement(engine);
        peer.connect(MediaKind.AUDIO, sink);
        caller.send(RtpClient.port(answer, "audio"), 0, 1, 160, (byte) 1);
        await().until(() -> sink.packets.size() == 1);
        source.forward(MediaKind.AUDIO,
                ProbeElement.packet(source, sink.packets.get(0).codec(), 1, 160, new byte[]{1}));
        caller.sendControl(RtpClient.port(answer, "audio") + 1,
                new RtcpWriter(0x1234).receiverReport(List.of()).description("x").toBytes());
        await().until(() -> caller.heard(201, -1));
        assertThat(caller.packets).isEmpty();
    }

    @Test
    void aDirectionThatWasNotAgreedCarriesNothing() throws NegotiationException {
        int port = RtpClient.port(peer.processOffer(caller.offer("audio", "RTP/AVP 0", "a=recvonly")), "audio");
        ProbeElement sink = new ProbeElement(engine);
        ProbeElement source = new ProbeElement(engine);
        peer.connect(MediaKind.AUDIO, sink);
        source.connect(MediaKind.AUDIO, peer);
        caller.send(port, 0, 1, 160, (byte) 1);
        source.forward(MediaKind.AUDIO, ProbeElement.packet(source,
                new Codec(0, "PCMU", 8000, 1, "", List.of()), 1, 160, new byte[]{7}));
        await().until(() -> caller.packets.size() == 1);
        await().until(() -> heard.told("media true"));
        assertThat(sink.packets).isEmpty();
    }

    @Test
    void videoGoesOnWithAKeyFrameThatIsAskedForWithoutAvpfToo() throws NegotiationException {
        String answer = peer.processOffer(caller.offer("video", "RTP/AVP 97", VP8, "a=sendonly"));
        int port = RtpClient.port(answer, "video");
        assertThat(answer).doesNotContain("rtcp-fb");
        caller.send(port, 97, 1, 0, ProbeElement.vp8(true, 1));
        caller.send(port, 97, 2, 3000, ProbeElement.vp8(false, 2));
        await().until(() -> heard.told("out VIDEO true"));
        assertThat(caller.heard(206, 1)).isFalse();
        RtpPeer far = engine.rtpPeer(new RecordingListener());
        far.processOffer(other.offer("video", "RTP/AVP 100", "a=rtpmap:100 VP8/90000", "a=recvonly"));
        peer.connect(MediaKind.VIDEO, far);
        caller.send(port, 97, 3, 6000, ProbeElement.vp8(false, 3));
        await().until(() -> caller.heard(206, 1));
        caller.send(port, 97, 4, 9000, ProbeElement.vp8(true, 4));
        caller.send(port, 97, 5, 12000, ProbeElement.vp8(false, 5));
        await().until(() -> other.packets.size() == 2);
        assertThat(RtpClient.payload(other.packets.get(0))).isEqualTo(ProbeElement.vp8(true, 4));
        assertThat(other.packets).allMatch(p -> p.payloadType() == 100);
        assertThat(caller.heard(206, 15)).isFalse();
        assertThat(caller.heard(205, -1)).isFalse();
    }

    @Test
    void whoKnowsFirOnlyIsAskedByIt() throws NegotiationException {
        int port = RtpClient.port(
                peer.processOffer(caller.offer("video", "RTP/AVPF 97", VP8, "a=rtcp-fb:97 ccm fir")), "video");
        caller.send(port, 97, 1, 0, ProbeElement.vp8(false, 1));
        await().until(() -> heard.told("out VIDEO true"));
        ((GraphElement) peer).keyFrameWanted();
        await().until(() -> caller.heard(206, 4));
        assertThat(caller.heard(206, 1)).isFalse();
    }

    @Test
    void lossAndBandwidthAreToldWhereThatWasAgreed() throws NegotiationException {
        peer.maxVideoReceiveBandwidth(300);
        int port = RtpClient.port(peer.processOffer(caller.offer("video", "RTP/AVPF 97", VP8, "a=rtcp-fb:97 nack",
                "a=rtcp-fb:97 nack pli", "a=rtcp-fb:97 goog-remb")), "video");
        caller.send(port, 97, 1, 0, ProbeElement.vp8(true, 1));
        caller.send(port, 97, 4, 9000, ProbeElement.vp8(false, 4));
        await().until(() -> caller.heard(205, 1) && caller.heard(206, 15));
    }

    @Test
    void aWishForAKeyFrameTravelsToTheSource() throws NegotiationException {
        ProbeElement source = new ProbeElement(engine);
        source.connect(MediaKind.VIDEO, peer);
        String answer = peer.processOffer(caller.offer("video", "RTP/AVPF 97", VP8));
        source.forward(MediaKind.VIDEO,
                ProbeElement.packet(source, ProbeElement.VP8, 1, 0, ProbeElement.vp8(true, 1)));
        await().until(() -> caller.packets.size() == 1);
        int asked = source.keyFramesWanted.get();
        caller.sendControl(RtpClient.port(answer, "video") + 1, new RtcpWriter(1).receiverReport(List.of())
                .pictureLoss(caller.packets.get(0).ssrc()).toBytes());
        await().until(() -> source.keyFramesWanted.get() > asked);
        assertThat(peer.stats(List.of(MediaKind.VIDEO)).values()).singleElement()
                .satisfies(s -> assertThat(s).containsEntry("pliCount", 1L));
    }

    @Test
    void theKeysOfATelephonePassWithinTheStream() throws NegotiationException {
        String[] keys = {"a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16"};
        int port = RtpClient.port(peer.processOffer(caller.offer("audio", "RTP/AVP 0 101", keys)), "audio");
        RtpPeer far = engine.rtpPeer(new RecordingListener());
        far.processOffer(other.offer("audio", "RTP/AVP 0 96", "a=rtpmap:96 telephone-event/8000"));
        peer.connect(MediaKind.AUDIO, far);
        caller.send(port, 0, 1, 160, (byte) 1);
        caller.send(port, 101, 2, 320, (byte) 5, (byte) 10, (byte) 0, (byte) 160);
        caller.send(port, 101, 3, 320, (byte) 5, (byte) 0x8A, (byte) 1, (byte) 64);
        caller.send(port, 0, 4, 640, (byte) 4);
        await().until(() -> other.packets.size() == 4);
        assertThat(other.packets).extracting(RtpPacket::payloadType).containsExactly(0, 96, 96, 0);
        long first = other.packets.get(0).timestamp();
        assertThat(other.packets).extracting(p -> p.timestamp() - first).containsExactly(0L, 160L, 160L, 480L);
    }

    @Test
    void portsAreNeighboursAndFreeAgainAfterTheEnd() throws Exception {
        List<RtpPeer> peers = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            RtpPeer one = engine.rtpPeer(new RecordingListener());
            String offer = one.generateOffer();
            for (String media : List.of("audio", "video")) {
                int port = RtpClient.port(offer, media);
                assertThat(port).isEven();
                assertThat(offer).contains("a=rtcp:" + (port + 1) + "\r\n");
                ports.add(port);
                ports.add(port + 1);
            }
            peers.add(one);
        }
        assertThat(ports).doesNotHaveDuplicates();
        peers.forEach(RtpPeer::close);
        peers.forEach(RtpPeer::close);
        assertThat(engine.openElements()).isEqualTo(1);
        for (int port : ports) {
            await().until(() -> isFree(port));
        }
    }

    @Test
    void thePortsOfARefusedLineAreFreeAtOnce() throws Exception {
        int video = RtpClient.port(peer.generateOffer(), "video");
        peer.processAnswer(caller.offer("audio", "RTP/AVP 0") + "m=video 0 RTP/AVPF 100\r\n");
        await().until(() -> isFree(video));
        assertThat(peer.state().connected()).isTrue();
    }

    @Test
    void theEngineFreesEverything() throws Exception {
        int port = RtpClient.port(peer.generateOffer(), "audio");
        engine.close();
        await().until(() -> isFree(port));
        await().until(() -> Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .noneMatch("media-rtp"::equals));
        assertThat(engine.openElements()).isZero();
    }

    @Test
    void countersAreThereForBothKinds() throws NegotiationException {
        String answer = peer.processOffer(caller.offer("audio", "RTP/AVP 8")
                + other.section("video", "RTP/AVPF 97", VP8));
        caller.send(RtpClient.port(answer, "audio"), 8, 1, 160, (byte) 1);
        other.send(RtpClient.port(answer, "video"), 97, 1, 160, ProbeElement.vp8(true, 1));
        await().until(() -> peer.stats(List.of(MediaKind.values())).size() == 2);
        Map<String, Map<String, Object>> video = peer.stats(List.of(MediaKind.VIDEO));
        assertThat(video).hasSize(1);
        assertThat(peer.state().connected()).isTrue();
    }

    private static boolean isFree(int port) {
        try (DatagramSocket socket = new DatagramSocket(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
