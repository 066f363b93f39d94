package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.testing.RealTime;

@RealTime
class TranscodingBetweenPeersTest {

    private static final Codec PCMU = new Codec(0, "PCMU", 8000, 1, "", List.of());

    private final LibraryMediaEngine here = new LibraryMediaEngine(EngineOptions.loopback());
    private final LibraryMediaEngine there = new LibraryMediaEngine(EngineOptions.loopback());
    private final ProbeElement source = new ProbeElement(here);
    private final ProbeElement sink = new ProbeElement(there);
    private final Element proxy = here.passThrough();
    private final Object stream = new Object();
    private WebRtcPeer offerer;
    private int sent;

    @BeforeEach
    void connectPeersThatAgreeOnOpusAlone() throws NegotiationException {
        RecordingListener heard = new RecordingListener();
        RecordingListener answererHeard = new RecordingListener();
        offerer = here.webRtcPeer(false, heard);
        WebRtcPeer answerer = there.webRtcPeer(false, answererHeard);
        String offer = offerer.generateOffer().replace("SAVPF 96 0 8\r\n", "SAVPF 96\r\n");
        offerer.processAnswer(answerer.processOffer(offer));
        offerer.gatherCandidates();
        answerer.gatherCandidates();
        await().until(() -> heard.told("gathering done") && answererHeard.told("gathering done"));
        heard.candidates.forEach(c -> answerer.addCandidate(c.mid(), c.index(), c.candidate()));
        answererHeard.candidates.forEach(c -> offerer.addCandidate(c.mid(), c.index(), c.candidate()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> heard.told("connected true") && answererHeard.told("connected true"));
        source.connect(MediaKind.AUDIO, proxy);
        proxy.connect(MediaKind.AUDIO, offerer);
        answerer.connect(MediaKind.AUDIO, sink);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void numbersAndTimeGoOnOverSwitchesBetweenWhatIsTranscodedAndWhatIsForwarded() {
        for (int round = 0; round < 3; round++) {
            int before = sink.packets.size();
            transcoded(5);
            await().until(() -> sink.packets.size() == before + 5);
            assertThat(here.openTranscoders()).isEqualTo(1);
            for (int i = 0; i < 5; i++) {
                source.forward(MediaKind.AUDIO,
                        ProbeElement.packet("forwarded", ProbeElement.OPUS, 7 + i + round * 5, 960L * i,
                                new byte[]{1, 2}));
            }
            await().until(() -> sink.packets.size() == before + 10);
            assertThat(here.openTranscoders()).isZero();
        }
        for (int i = 1; i < 30; i++) {
            MediaPacket packet = sink.packets.get(i);
            MediaPacket last = sink.packets.get(i - 1);
            assertThat(packet.index()).isEqualTo(last.index() + 1);
            assertThat(packet.rtp().timestamp() - last.rtp().timestamp() & 0xFFFFFFFFL).isBetween(1L, 480_000L);
            assertThat(packet.codec().name()).isEqualToIgnoringCase("opus");
        }
    }

    @Test
    void reportsOfATranscodedSourceArriveInTheTimeOfItsPackets() {
        transcoded(5);
        await().until(() -> sink.packets.size() == 5);
        source.forward(MediaKind.AUDIO, new SenderReport(1, 0x123456789L, 160 * 4 + 80), stream);
        await().until(() -> !sink.reports.isEmpty());
        assertThat(sink.reports.get(0).ntp()).isEqualTo(0x123456789L);
        assertThat(sink.reports.get(0).rtp()).isEqualTo(sink.packets.get(4).rtp().timestamp() + 480);
    }

    @Test
    void noTranscoderIsLeftWhereTheSourceIsGone() {
        transcoded(1);
        assertThat(here.openTranscoders()).isEqualTo(1);
        source.disconnect(MediaKind.AUDIO, proxy);
        assertThat(here.openTranscoders()).isZero();
        source.connect(MediaKind.AUDIO, proxy);
        transcoded(1);
        assertThat(here.openTranscoders()).isEqualTo(1);
        offerer.close();
        assertThat(here.openTranscoders()).isZero();
        transcoded(1);
        assertThat(here.openTranscoders()).isZero();
    }

    @Test
    void keysThatNobodyAgreedToStayHere() {
        transcoded(2);
        Codec keys = new Codec(101, "telephone-event", 8000, 1, "", List.of());
        source.forward(MediaKind.AUDIO, ProbeElement.packet(stream, keys, sent, sent * 160L, new byte[]{1, 10, 0, 80}));
        sent++;
        transcoded(3);
        await().until(() -> sink.packets.size() >= 5);
        assertThat(sink.packets).allMatch(p -> p.codec().name().equalsIgnoreCase("opus"));
    }

    private void transcoded(int count) {
        for (int i = 0; i < count; i++, sent++) {
            source.forward(MediaKind.AUDIO, ProbeElement.packet(stream, PCMU, sent, sent * 160L, new byte[160]));
        }
    }
}
