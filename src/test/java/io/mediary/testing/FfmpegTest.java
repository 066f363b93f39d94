package io.mediary.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one ffmpeg sends, another hears and sees; and nothing of them is left. */
@RequiresCommand("ffmpeg")
class FfmpegTest {

    @AfterEach
    void nothingIsLeft() {
        assertThat(ProcessHandle.current().descendants().map(process -> process.info().command().orElse("")))
                .noneMatch(command -> command.endsWith("/ffmpeg"));
    }

    @ParameterizedTest
    @CsvSource({"PCMU, 440", "PCMA, 1000", "OPUS, 620"})
    void aToneIsHeard(RtpCodec codec, double hertz) {
        List<RtpStream> streams = List.of(RtpStream.free(codec));
        try (ReceivedMedia received = Ffmpeg.receive(streams);
                Ffmpeg sender = Ffmpeg.send(hertz, Color.RED, streams)) {
            received.awaitTone(hertz);

            assertThat(received.frequency().orElseThrow()).isCloseTo(hertz, within(3.0));
            assertThat(received.share(hertz)).isGreaterThan(0.9);
            assertThat(received.share(hertz * 1.5)).isLessThan(0.05);
            assertThat(sender.running()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"VP8, #ff0000", "VP8, #0000ff", "H264, #00ff00", "H264, #ffff00"})
    void aColourIsSeen(RtpCodec codec, String rgb) {
        Color colour = Color.decode(rgb);
        List<RtpStream> streams = List.of(RtpStream.free(codec));
        try (ReceivedMedia received = Ffmpeg.receive(streams);
                Ffmpeg sender = Ffmpeg.send(440, colour, streams)) {
            received.awaitColour(colour);
            assertThat(sender.running()).isTrue();
        }
    }

    @Test
    void toneAndColourGoWhereAnSdpSays() {
        String sdp = RtpStream.sdp(List.of(RtpStream.free(RtpCodec.OPUS), RtpStream.free(RtpCodec.VP8)));
        try (ReceivedMedia received = Ffmpeg.receive(RtpStream.in(sdp));
                Ffmpeg sender = Ffmpeg.send(880, Color.YELLOW, RtpStream.in(sdp))) {
            received.awaitTone(880);
            received.awaitColour(Color.YELLOW);
            long frames = received.frames();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> received.frames() > frames + 10);
            assertThat(sender.running()).isTrue();
        }
    }

    @Test
    void whatHasStoppedIsNotHeardAgain() {
        List<RtpStream> streams = List.of(RtpStream.free(RtpCodec.PCMU));
        try (ReceivedMedia received = Ffmpeg.receive(streams)) {
            try (Ffmpeg sender = Ffmpeg.send(440, Color.RED, streams)) {
                received.awaitTone(440);
                assertThat(sender.running()).isTrue();
            }
            assertThatThrownBy(() -> received.awaitTone(440, Duration.ofSeconds(2)))
                    .isInstanceOf(ConditionTimeoutException.class);
        }
    }

    @Test
    void aReceiverThatCannotListenSaysWhy() throws Exception {
        RtpStream taken = RtpStream.free(RtpCodec.PCMU);
        try (DatagramSocket other = new DatagramSocket(
                new InetSocketAddress(InetAddress.getByName("0.0.0.0"), taken.port()))) {
            assertThatThrownBy(() -> Ffmpeg.receive(List.of(taken))).hasMessageContaining("ffmpeg ended")
                    .hasMessageContaining("Address already in use");
            assertThat(other.isBound()).isTrue();
        }
    }

    @Test
    void anSdpOfSeveralCodecsMeansItsFirst() {
        String sdp = """
                v=0
                o=- 1 1 IN IP4 192.0.2.1
                s=-
                c=IN IP4 192.0.2.1
                t=0 0
                m=audio 6000 RTP/AVP 101 8 0
                a=rtpmap:101 telephone-event/8000
                m=audio 0 RTP/AVP 0
                m=video 6002 RTP/AVP 97
                c=IN IP4 192.0.2.2/127
                a=rtpmap:97 H264/90000
                """;

        assertThat(RtpStream.in(sdp)).containsExactly(new RtpStream(RtpCodec.PCMA, 8, "192.0.2.1", 6000),
                new RtpStream(RtpCodec.H264, 97, "192.0.2.2", 6002));
    }
}
