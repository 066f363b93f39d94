package io.mediary.embedded.engine.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

class RtcpTest {

    private final List<Object> read = new ArrayList<>();
    private final RtcpReader.Handler handler = new RtcpReader.Handler() {

        @Override
        public void senderReport(SenderReport report) {
            read.add(report);
        }

        @Override
        public void reception(ReportBlock block) {
            read.add(block);
        }

        @Override
        public void missing(long media, List<Integer> sequences) {
            read.add(media);
            read.add(sequences);
        }

        @Override
        public void keyFrameWanted(long media) {
            read.add("key " + media);
        }

        @Override
        public void bandwidth(long bitsPerSecond) {
            read.add("rate " + bitsPerSecond);
        }
    };

    @Test
    void whatIsWrittenCanBeRead() {
        SenderReport report = new SenderReport(0xFFFFFFFEL, 0x1234567890ABCDEFL, 0xF0000001L);
        ReportBlock block = new ReportBlock(5, 128, -3, 70000, 12, 0x90ABCDEFL, 65536);
        byte[] packet = new RtcpWriter(3).senderReport(report, 10, 1000).receiverReport(List.of(block))
                .description("user@host")
                .missing(9, List.of(65534, 65535, 0, 3, 40)).pictureLoss(8).bandwidth(1_000_000, List.of(8L)).toBytes();
        assertThat(packet.length % 4).isZero();
        RtcpReader.read(packet, handler);
        assertThat(read).containsExactly(report, block, 9L, List.of(65534, 65535, 0, 3, 40), "key 8", "rate 1000000");
    }

    @Test
    void highRatesLoseOnlyLowBits() {
        RtcpReader.read(new RtcpWriter(3).receiverReport(List.of()).bandwidth(5_123_457, List.of(1L, 2L)).toBytes(),
                handler);
        assertThat(Long.parseLong(((String) read.get(0)).substring(5))).isBetween(5_123_400L, 5_123_457L);
    }

    @Test
    void garbageIsPassedOver() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = new byte[random.nextInt(80)];
            random.nextBytes(packet);
            if (packet.length > 3) {
                packet[0] = (byte) (0x80 | packet[0] & 0x1F);
                packet[1] = (byte) (200 + random.nextInt(8));
                packet[2] = 0;
                packet[3] = (byte) random.nextInt(20);
            }
            RtcpReader.read(packet, handler);
            byte[] rtp = packet.clone();
            RtpPacket.parse(rtp).ifPresent(p -> {
                p.text(4);
                p.octet(5);
                KeyFrames.startsIn(p, "VP8");
                KeyFrames.startsIn(p, "H264");
            });
        }
    }
}
