package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.testing.RealTime;

@RealTime
class TwoEnginesTest {

    private LibraryMediaEngine here;
    private LibraryMediaEngine there;
    private final RecordingListener heard = new RecordingListener();
    private final RecordingListener answererHeard = new RecordingListener();
    private WebRtcPeer offerer;
    private WebRtcPeer answerer;
    private ProbeElement source;
    private ProbeElement sink;

    @BeforeEach
    void connect() throws NegotiationException {
        here = new LibraryMediaEngine(EngineOptions.loopback());
        there = new LibraryMediaEngine(EngineOptions.loopback());
        offerer = here.webRtcPeer(true, heard);
        answerer = there.webRtcPeer(true, answererHeard);
        String answer = answerer.processOffer(offerer.generateOffer());
        offerer.processAnswer(answer);
        offerer.gatherCandidates();
        answerer.gatherCandidates();
        await().until(() -> heard.told("gathering done") && answererHeard.told("gathering done"));
        heard.candidates.forEach(c -> answerer.addCandidate(c.mid(), c.index(), c.candidate()));
        answererHeard.candidates.forEach(c -> offerer.addCandidate(c.mid(), c.index(), c.candidate()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> heard.told("connected true") && answererHeard.told("connected true"));
        source = new ProbeElement(here);
        sink = new ProbeElement(there);
        for (MediaKind kind : MediaKind.values()) {
            source.connect(kind, offerer);
            answerer.connect(kind, sink);
        }
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void videoBeginsWithAKeyFrameAndArrivesAsItWas() {
        Object stream = new Object();
        int asked = source.keyFramesWanted.get();
        source.forward(MediaKind.VIDEO,
                ProbeElement.packet(stream, ProbeElement.VP8, 1, 0, ProbeElement.vp8(false, 1)));
        await().until(() -> source.keyFramesWanted.get() > asked);
        for (int i = 2; i < 12; i++) {
            source.forward(MediaKind.VIDEO,
                    ProbeElement.packet(stream, ProbeElement.VP8, i, i * 3000L, ProbeElement.vp8(i == 2, i)));
        }
        await().until(() -> sink.packets.size() == 10);
        for (int i = 0; i < 10; i++) {
            MediaPacket packet = sink.packets.get(i);
            assertThat(packet.codec().name()).isEqualTo("VP8");
            assertThat(packet.rtp().buffer()[packet.rtp().payloadOffset() + 2]).isEqualTo((byte) (i + 2));
            assertThat(packet.index()).isEqualTo(sink.packets.get(0).index() + i);
        }
        await().until(() -> answererHeard.told("out VIDEO true") && heard.told("in VIDEO true"));
    }

    @Test
    void numbersAndTimeGoOnWhenTheSourceChanges() {
        Object first = new Object();
        Object second = new Object();
        source.forward(MediaKind.VIDEO,
                ProbeElement.packet(first, ProbeElement.VP8, 60000, 4_000_000_000L, ProbeElement.vp8(true, 1)));
        source.forward(MediaKind.VIDEO,
                ProbeElement.packet(first, ProbeElement.VP8, 60001, 4_000_003_000L, ProbeElement.vp8(false, 2)));
        source.forward(MediaKind.VIDEO, ProbeElement.packet(second, ProbeElement.H264, 5, 77, new byte[]{0x61, 9, 9}));
        source.forward(MediaKind.VIDEO, ProbeElement.packet(second, ProbeElement.H264, 6, 78, new byte[]{0x67, 3, 3}));
        source.forward(MediaKind.VIDEO, ProbeElement.packet(second, ProbeElement.H264, 7, 78, new byte[]{0x65, 4, 4}));
        await().until(() -> sink.packets.size() == 4);
        assertThat(sink.packets).extracting(p -> p.index() - sink.packets.get(0).index()).containsExactly(0L, 1L, 2L,
                3L);
        assertThat(sink.packets).extracting(p -> p.codec().name()).containsExactly("VP8", "VP8", "H264", "H264");
        long pause = sink.packets.get(2).rtp().timestamp() - sink.packets.get(1).rtp().timestamp() & 0xFFFFFFFFL;
        assertThat(pause).isBetween(1L, 10 * 90000L);
        assertThat(sink.packets.get(3).rtp().timestamp()).isEqualTo(sink.packets.get(2).rtp().timestamp());
    }

    @Test
    void theWishForAKeyFrameTravelsToTheFarSource() {
        Object stream = new Object();
        source.forward(MediaKind.VIDEO, ProbeElement.packet(stream, ProbeElement.VP8, 1, 0, ProbeElement.vp8(true, 1)));
        await().until(() -> sink.packets.size() == 1);
        int asked = source.keyFramesWanted.get();
        // A second listener at the far end: its wish travels through RTCP to the source here.
        ((GraphElement) answerer).keyFrameWanted();
        await().until(() -> source.keyFramesWanted.get() > asked);
    }

    @Test
    void audioNeedsNoKeyFrame() {
        Object stream = new Object();
        source.forward(MediaKind.AUDIO, ProbeElement.packet(stream, ProbeElement.OPUS, 1, 0, new byte[]{1, 2, 3}));
        await().until(() -> sink.packets.size() == 1);
        assertThat(sink.packets.get(0).codec().name()).isEqualToIgnoringCase("opus");
    }

    @Test
    void messagesOpenChannelsOnTheOtherSide() {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            source.forward(ProbeElement.text(source, "chat", "hello"));
            return !sink.messages.isEmpty();
        });
        assertThat(sink.messages.get(0).label()).isEqualTo("chat");
        assertThat(new String(sink.messages.get(0).bytes(), StandardCharsets.UTF_8)).isEqualTo("hello");
        await().until(() -> answererHeard.told("channel opened") && heard.told("channel opened"));
    }

    @Test
    void closingOneSideIsToldToTheOther() {
        offerer.close();
        await().until(() -> answererHeard.told("dtls CLOSED"));
        assertThat(here.openElements()).isZero();
        assertThat(source.sinks(MediaKind.VIDEO)).isEmpty();
    }

    @Test
    void aPeerThatVanishesWithoutAWordIsNoticed() {
        there.resources().ports().close();
        await().atMost(Duration.ofSeconds(20)).until(() -> heard.told("ice FAILED"));
        assertThat(heard.told("dtls CLOSED")).isFalse();
    }
}
