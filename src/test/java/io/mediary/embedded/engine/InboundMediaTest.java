package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.sdp.Agreement;
import io.mediary.embedded.engine.sdp.RtpNegotiation;
import io.mediary.embedded.engine.sdp.SessionDescription;
import io.mediary.testing.RealTime;

@RealTime
class InboundMediaTest {

    private static final int MOST = 16;

    @Test
    void aPhoneMayTakeANewSourceNumberAgainAndAgainButNotAllAtOnce() throws Exception {
        SessionDescription offer = SessionDescription.parse("v=0\no=- 1 1 IN IP4 127.0.0.1\nm=audio 4000 RTP/AVP 0\n");
        InboundMedia media = new InboundMedia(
                new Agreement("", List.of(RtpNegotiation.answer(offer).get(0)), Optional.empty()));
        long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30);
        for (int i = 0; i < MOST; i++) {
            assertThat(sorted(media, i, now)).isPresent();
        }
        assertThat(sorted(media, MOST, now)).isEmpty();
        for (int i = 0; i < 10; i++) {
            // A call that goes on over the wrap of the clock.
            assertThat(sorted(media, 100 + i, now + TimeUnit.SECONDS.toNanos(6L * i + 6))).isPresent();
        }
        assertThat(media.streams()).hasSize(MOST);
        assertThat(media.stream(109)).isPresent();
        assertThat(media.stream(0)).isEmpty();
    }

    private static Optional<MediaPacket> sorted(InboundMedia media, int ssrc, long now) {
        byte[] packet = ByteBuffer.allocate(13).put((byte) 0x80).put(1, (byte) 0).putInt(8, ssrc).array();
        return media.sort(RtpPacket.parse(packet).orElseThrow(), now);
    }
}
