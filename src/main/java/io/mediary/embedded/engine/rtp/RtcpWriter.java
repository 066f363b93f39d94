package io.mediary.embedded.engine.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Puts together an RTCP compound packet (RFC 3550, RFC 4585). For one thread and one packet. */
public final class RtcpWriter {

    private static final int MAX_LENGTH = 1200;
    private static final int MAX_BLOCKS = 31;

    private final ByteBuffer out = ByteBuffer.allocate(MAX_LENGTH);
    private final long sender;

    /** Begins a packet of this source. */
    public RtcpWriter(long sender) {
        this.sender = sender;
    }

    /** Adds a receiver report. */
    public RtcpWriter receiverReport(List<ReportBlock> blocks) {
        List<ReportBlock> some = blocks.subList(0, Math.min(MAX_BLOCKS, blocks.size()));
        header(some.size(), 201, 1 + 6 * some.size()).putInt((int) sender);
        some.forEach(this::block);
        return this;
    }

    /** Adds a sender report without reception reports. */
    public RtcpWriter senderReport(SenderReport report, long packets, long bytes) {
        header(0, 200, 6).putInt((int) report.ssrc()).putLong(report.ntp()).putInt((int) report.rtp())
                .putInt((int) packets).putInt((int) bytes);
        return this;
    }

    /** Adds the name of the sender. */
    public RtcpWriter description(String cname) {
        byte[] name = cname.getBytes(StandardCharsets.US_ASCII);
        int length = 2 + name.length + 1;
        int padded = (length + 3) / 4 * 4;
        header(1, 202, 1 + padded / 4).putInt((int) sender).put((byte) 1).put((byte) name.length).put(name)
                .put(new byte[padded - length + 1]);
        return this;
    }

    /** Asks for a key frame. */
    public RtcpWriter pictureLoss(long media) {
        header(1, 206, 2).putInt((int) sender).putInt((int) media);
        return this;
    }

    /** Asks for a key frame the way of RFC 5104; `number` is another one for each request, 0 to 255. */
    public RtcpWriter fullIntra(long media, int number) {
        header(4, 206, 4).putInt((int) sender).putInt(0).putInt((int) media).putInt(number << 24);
        return this;
    }

    /** Asks for packets again. */
    public RtcpWriter missing(long media, List<Integer> sequences) {
        int[] pairs = pairs(sequences);
        header(1, 205, 2 + pairs.length).putInt((int) sender).putInt((int) media);
        Arrays.stream(pairs).forEach(out::putInt);
        return this;
    }

    /** Says how many bits a second may come (draft-alvestrand-rmcat-remb). */
    public RtcpWriter bandwidth(long bitsPerSecond, List<Long> sources) {
        int exponent = Math.max(0, 64 - Long.numberOfLeadingZeros(bitsPerSecond) - 18);
        header(15, 206, 4 + sources.size()).putInt((int) sender).putInt(0)
                .put("REMB".getBytes(StandardCharsets.US_ASCII));
        out.putInt(sources.size() << 24 | exponent << 18 | (int) (bitsPerSecond >> exponent));
        sources.forEach(s -> out.putInt(s.intValue()));
        return this;
    }

    /** The packet so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    private void block(ReportBlock b) {
        out.putInt((int) b.ssrc())
                .putInt(b.fractionLost() << 24 | Math.max(-0x800000, Math.min(0x7FFFFF, b.lost())) & 0xFFFFFF)
                .putInt((int) b.highest()).putInt((int) b.jitter()).putInt((int) b.lastReport())
                .putInt((int) b.delay());
    }

    /** A number and a mask of the 16 behind it. */
    private static int[] pairs(List<Integer> sequences) {
        int[] pairs = new int[Math.min(sequences.size(), 100)];
        int count = 0;
        for (int sequence : sequences) {
            int distance = count == 0 ? 0 : sequence - (pairs[count - 1] >>> 16) & 0xFFFF;
            if (count > 0 && distance >= 1 && distance <= 16) {
                pairs[count - 1] |= 1 << distance - 1;
            } else if (count < pairs.length) {
                pairs[count++] = sequence << 16;
            }
        }
        return Arrays.copyOf(pairs, count);
    }

    private ByteBuffer header(int count, int type, int words) {
        return out.put((byte) (0x80 | count)).put((byte) type).putShort((short) words);
    }
}
