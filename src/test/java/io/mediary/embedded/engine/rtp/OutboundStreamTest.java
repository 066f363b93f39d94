package io.mediary.embedded.engine.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.embedded.engine.sdp.MediaLine;

class OutboundStreamTest {

    private static final Codec VP8 = new Codec(96, "VP8", 90000, 1, "", List.of());
    private static final Codec H264 = new Codec(97, "H264", 90000, 1, "", List.of());
    private static final Codec OPUS = new Codec(111, "opus", 48000, 2, "", List.of());
    private static final Codec PCMU = new Codec(0, "PCMU", 8000, 1, "", List.of());

    private long now = TimeUnit.HOURS.toNanos(1);

    @Test
    void eachCodecGoesOutUnderTheNumberOfThisConnection() {
        OutboundStream stream = stream(MediaKind.VIDEO, numbered(VP8, 120), numbered(H264, 125));
        assertThat(payloadType(stream.rewrite(key(VP8, "a", 1), now))).isEqualTo(120);
        assertThat(payloadType(stream.rewrite(key(H264, "b", 1), now))).isEqualTo(125);
        assertThat(payloadType(stream.rewrite(key(VP8, "a", 2), now))).isEqualTo(120);
    }

    @Test
    void aCodecThatWasNotAgreedOnNeverGoesOutAndIsNotWaitedFor() {
        OutboundStream stream = stream(MediaKind.VIDEO, numbered(H264, 125));
        assertThat(stream.awaitsKeyFrame()).isTrue();
        assertThat(stream.rewrite(key(VP8, "a", 1), now)).isEmpty();
        assertThat(stream.rewrite(key(VP8, "a", 2), now)).isEmpty();
        assertThat(stream.awaitsKeyFrame()).isFalse();
        stream.restart();
        assertThat(stream.awaitsKeyFrame()).isTrue();
        assertThat(stream.rewrite(key(H264, "b", 1), now)).isPresent();
    }

    @Test
    void afterACutVideoGoesOnWithAKeyFrameAndWithoutAGapInNumbers() {
        OutboundStream stream = stream(MediaKind.VIDEO, VP8);
        int first = sequence(stream.rewrite(key(VP8, "a", 1), now));
        stream.rewrite(delta(VP8, "a", 2), now);
        stream.restart();
        assertThat(stream.rewrite(delta(VP8, "a", 3), now)).isEmpty();
        assertThat(stream.awaitsKeyFrame()).isTrue();
        now += TimeUnit.SECONDS.toNanos(2);
        Optional<byte[]> again = stream.rewrite(key(VP8, "a", 40), now);
        assertThat(sequence(again)).isEqualTo(first + 2);
        assertThat(stream.rewrite(delta(VP8, "a", 39), now)).isEmpty();
        assertThat(sequence(stream.rewrite(delta(VP8, "a", 41), now))).isEqualTo(first + 3);
    }

    @Test
    void audioGoesOnInNumbersAndTimeOverSwitchesOfSourceAndCodec() {
        OutboundStream stream = stream(MediaKind.AUDIO, OPUS, PCMU);
        Optional<byte[]> last = stream.rewrite(packet(OPUS, "a", 7000, 960), now);
        int number = sequence(last);
        for (int i = 1; i < 20; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(20);
            boolean opus = i % 2 == 0;
            Optional<byte[]> next = stream.rewrite(
                    opus ? packet(OPUS, "a", 7000 + i, 960L * i) : packet(PCMU, "b", 50 + i, 4_000_000_000L + 160L * i),
                    now);
            assertThat(sequence(next)).isEqualTo(number + i);
            assertThat(timestamp(next) - timestamp(last) & 0xFFFFFFFFL).isEqualTo(opus ? 960 : 160);
            assertThat(marker(next)).as("a talkspurt begins").isTrue();
            last = next;
        }
    }

    @Test
    void telephoneEventsKeepTheClockOfTheAudioTheyComeBetween() {
        Codec events = new Codec(101, "telephone-event", 8000, 1, "0-16", List.of());
        OutboundStream stream = stream(MediaKind.AUDIO, PCMU, events);
        long time = timestamp(stream.rewrite(packet(PCMU, "a", 1, 1000), now));
        assertThat(timestamp(stream.rewrite(packet(events, "a", 2, 1160), now))).isEqualTo(time + 160);
        assertThat(timestamp(stream.rewrite(packet(events, "a", 3, 1160), now))).isEqualTo(time + 160);
        Optional<byte[]> audio = stream.rewrite(packet(PCMU, "a", 4, 1480), now);
        assertThat(timestamp(audio)).isEqualTo(time + 480);
        assertThat(payloadType(audio)).isZero();
    }

    private static OutboundStream stream(MediaKind kind, Codec... codecs) {
        return new OutboundStream(7, new MediaLine(null, kind, true, true, true, List.of(codecs), List.of(codecs),
                Map.of(), Set.of()));
    }

    private static Codec numbered(Codec codec, int payloadType) {
        return new Codec(payloadType, codec.name(), codec.clockRate(), codec.channels(), "", List.of("nack pli"));
    }

    private static MediaPacket key(Codec codec, String stream, int sequence) {
        return packet(codec, stream, sequence, sequence * 3000L,
                codec == VP8 ? new byte[]{0x10, 0, 0} : new byte[]{0x65, 1, 1});
    }

    private static MediaPacket delta(Codec codec, String stream, int sequence) {
        return packet(codec, stream, sequence, sequence * 3000L, 0x10, 1, 0);
    }

    private static MediaPacket packet(Codec codec, String stream, int sequence, long timestamp, int... payload) {
        byte[] bytes = new byte[Math.max(3, payload.length)];
        for (int i = 0; i < payload.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return packet(codec, stream, sequence, timestamp, bytes);
    }

    private static MediaPacket packet(Codec codec, String stream, int sequence, long timestamp, byte[] payload) {
        byte[] packet = ByteBuffer.allocate(12 + payload.length).put((byte) 0x80).put((byte) codec.payloadType())
                .putShort((short) sequence).putInt((int) timestamp).putInt(1).put(payload).array();
        return MediaPacket.of(RtpPacket.parse(packet).orElseThrow(), codec, 0x10000L + sequence, stream, -1);
    }

    private static int payloadType(Optional<byte[]> packet) {
        return packet.orElseThrow()[1] & 0x7F;
    }

    private static boolean marker(Optional<byte[]> packet) {
        return packet.orElseThrow()[1] < 0;
    }

    private static int sequence(Optional<byte[]> packet) {
        return ByteBuffer.wrap(packet.orElseThrow()).getShort(2) & 0xFFFF;
    }

    private static long timestamp(Optional<byte[]> packet) {
        return ByteBuffer.wrap(packet.orElseThrow()).getInt(4) & 0xFFFFFFFFL;
    }
}
