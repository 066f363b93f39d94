package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.rtp.RtcpWriter;
import io.mediary.testing.RealTime;

/** A phone on one engine, bridged to a WebRTC peer whose other end is an engine of its own. */
@RealTime
class RtpMeetsWebRtcTest {

    private final LibraryMediaEngine here = new LibraryMediaEngine(EngineOptions.loopback());
    private final LibraryMediaEngine there = new LibraryMediaEngine(EngineOptions.loopback());
    private final RtpClient voice = new RtpClient();
    private final RtpClient picture = new RtpClient();
    private ProbeElement farSource;
    private ProbeElement farSink;
    private int voicePort;
    private int picturePort;

    @BeforeEach
    void bridge() throws NegotiationException {
        RecordingListener nearHeard = new RecordingListener();
        RecordingListener farHeard = new RecordingListener();
        WebRtcPeer near = here.webRtcPeer(false, nearHeard);
        WebRtcPeer far = there.webRtcPeer(false, farHeard);
        near.processAnswer(far.processOffer(near.generateOffer()));
        near.gatherCandidates();
        far.gatherCandidates();
        await().until(() -> nearHeard.told("gathering done") && farHeard.told("gathering done"));
        nearHeard.candidates.forEach(c -> far.addCandidate(c.mid(), c.index(), c.candidate()));
        farHeard.candidates.forEach(c -> near.addCandidate(c.mid(), c.index(), c.candidate()));
        RtpPeer phone = here.rtpPeer(new RecordingListener());
        String answer = phone.processOffer(voice.offer("audio", "RTP/AVP 0")
                + picture.section("video", "RTP/AVPF 97", "a=rtpmap:97 VP8/90000", "a=rtcp-fb:97 nack pli"));
        voicePort = RtpClient.port(answer, "audio");
        picturePort = RtpClient.port(answer, "video");
        farSource = new ProbeElement(there);
        farSink = new ProbeElement(there);
        for (MediaKind kind : new MediaKind[]{MediaKind.AUDIO, MediaKind.VIDEO}) {
            phone.connect(kind, near);
            near.connect(kind, phone);
            farSource.connect(kind, far);
            far.connect(kind, farSink);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> nearHeard.told("connected true") && farHeard.told("connected true"));
    }

    @AfterEach
    void close() {
        voice.close();
        picture.close();
        here.close();
        there.close();
    }

    @Test
    void thePhoneIsHeardAndSeen() {
        for (int i = 0; i < 5; i++) {
            voice.send(voicePort, 0, i, 160L * i, (byte) i);
        }
        await().until(() -> farSink.packets.size() == 5);
        assertThat(farSink.packets).allMatch(p -> p.codec().name().equals("PCMU"));
        picture.send(picturePort, 97, 1, 0, ProbeElement.vp8(false, 1));
        await().until(() -> picture.heard(206, 1));
        picture.send(picturePort, 97, 2, 3000, ProbeElement.vp8(true, 2));
        await().until(() -> farSink.packets.size() == 6);
        assertThat(RtpClient.payload(farSink.packets.get(5).rtp())).isEqualTo(ProbeElement.vp8(true, 2));
    }

    @Test
    void thePhoneHearsAndSeesAndItsWishForAKeyFrameTravelsToTheFarSource() {
        Object stream = new Object();
        farSource.forward(MediaKind.VIDEO,
                ProbeElement.packet(stream, ProbeElement.VP8, 1, 0, ProbeElement.vp8(true, 1)));
        await().until(() -> picture.packets.size() == 1);
        assertThat(picture.packets.get(0).payloadType()).isEqualTo(97);
        assertThat(RtpClient.payload(picture.packets.get(0))).isEqualTo(ProbeElement.vp8(true, 1));
        int asked = farSource.keyFramesWanted.get();
        picture.sendControl(picturePort + 1, new RtcpWriter(1).receiverReport(List.of())
                .pictureLoss(picture.packets.get(0).ssrc()).toBytes());
        await().until(() -> farSource.keyFramesWanted.get() > asked);
    }
}
