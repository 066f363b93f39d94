package io.mediary.embedded.engine.rtp;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.embedded.engine.sdp.MediaLine;

/**
 * What goes out to the other side on one m-line. Whatever source it comes from, sequence numbers and timestamps go on without a gap; after a
 * change of source, video waits for a key frame. Sent video stays at hand for those who ask again. Thread-safe.
 */
public final class OutboundStream {

    private static final int CACHE = 1024;
    private static final int HEADER = 12;
    private static final int MAX_JUMP = 3000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final long ssrc;
    private final MediaLine line;
    private final boolean video;
    private final int orientationId;
    private final byte[][] cache;
    private Object stream;
    private boolean fresh = true;
    private Codec source;
    private Codec target;
    private long base;
    private long offset;
    private long timestampOffset;
    private long lastIndex;
    private long lastTimestamp;
    private long lastNanos;
    private int lastOrientation;
    private long packets;
    private long bytes;
    private long lastReport;
    private long lastReportNanos;
    private long missing;
    private long keyFrameRequests;
    private ReportBlock reception = new ReportBlock(0, 0, 0, 0, 0, 0, 0);

    /** An m-line on which media may go out under this source number. */
    public OutboundStream(long ssrc, MediaLine line) {
        this.ssrc = ssrc;
        this.line = line;
        video = line.kind() == MediaKind.VIDEO;
        orientationId = line.extension(MediaLine.ORIENTATION);
        cache = video ? new byte[CACHE][] : new byte[0][];
        // Below 2^15, or the first packets of a lossy start could be taken for a wrap by SRTP.
        lastIndex = 0x10000L + RANDOM.nextInt(0x7000) + 1;
    }

    /** This side's source number. */
    public long ssrc() {
        return ssrc;
    }

    /** Makes the next packet count as the first of a source: what fed this stream was connected or cut. */
    public synchronized void restart() {
        fresh = true;
        source = null;
        target = null;
    }

    /** Whether it is video that can only go on with a key frame; not where the source's codec could not be sent anyway. */
    public synchronized boolean awaitsKeyFrame() {
        return video && fresh && (source == null || target != null);
    }

    /** Whether packets of that codec can go out as they are. */
    public boolean carries(Codec codec) {
        return Codec.best(line.codecs(), codec).isPresent();
    }

    /**
     * The packet in this stream's terms, in the clear.
     *
     * @return empty when it cannot go out: no codec for it, before a key frame, or from before the change of source
     */
    public synchronized Optional<byte[]> rewrite(MediaPacket packet, long now) {
        if (packet.stream() != stream) {
            stream = packet.stream();
            fresh = true;
        }
        if (!packet.codec().equals(source)) {
            // Voice that gives way to the keys of a telephone, and comes back, is one stream with one clock.
            boolean goesOn = !video && target != null && source.clockRate() == packet.codec().clockRate();
            source = packet.codec();
            target = Codec.best(line.codecs(), source).orElse(null);
            fresh |= !goesOn;
        }
        if (target == null) {
            // Whatever comes after it is another beginning.
            fresh = true;
            return Optional.empty();
        }
        if (Math.abs(packet.index() + offset - lastIndex) > MAX_JUMP) {
            fresh = true;
        }
        boolean first = fresh;
        if (fresh) {
            if (video && !packet.keyFrame()) {
                return Optional.empty();
            }
            begin(packet, now);
        }
        if (packet.index() < base) {
            return Optional.empty();
        }
        long index = packet.index() + offset;
        if (index > lastIndex) {
            lastIndex = index;
            lastTimestamp = packet.rtp().timestamp() + timestampOffset;
            lastNanos = now;
        }
        byte[] bytesOut = write(packet, index, packet.rtp().marker() || first && !video);
        if (video) {
            cache[(int) (index % CACHE)] = bytesOut;
        }
        packets++;
        bytes += packet.rtp().payloadLength();
        return Optional.of(bytesOut);
    }

    /** A packet sent before, if it is still at hand. */
    public synchronized Optional<byte[]> sent(int sequence) {
        byte[] packet = video ? cache[(int) ((sequence & 0xFFFFL) % CACHE)] : null;
        return packet != null && (ByteBuffer.wrap(packet).getShort(2) & 0xFFFF) == sequence
                ? Optional.of(packet)
                : Optional.empty();
    }

    /** A report of the source in this stream's time; empty when it is not the one being sent. */
    public synchronized Optional<SenderReport> carry(SenderReport report, Object reporting, long now) {
        if (reporting != stream || fresh || packets == 0) {
            return Optional.empty();
        }
        lastReport = report.ntp() >>> 16 & 0xFFFFFFFFL;
        lastReportNanos = now;
        return Optional.of(new SenderReport(ssrc, report.ntp(), report.rtp() + timestampOffset & 0xFFFFFFFFL));
    }

    /** The round trip in seconds that a reception report tells, empty when it is not about the last sender report. */
    public synchronized Optional<Double> roundTrip(ReportBlock block, long now) {
        boolean last = block.lastReport() != 0 && block.lastReport() == lastReport;
        return last
                ? Optional.of(Math.max(0, (now - lastReportNanos) / 1e9 - block.delay() / 65536.0))
                : Optional.empty();
    }

    /** Packets sent so far. */
    public synchronized long packets() {
        return packets;
    }

    /** Payload bytes sent so far. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Notes how the other side receives this stream. */
    public synchronized void reception(ReportBlock block) {
        reception = block;
    }

    /** Packets that the other side says it never got. */
    public synchronized int reportedLost() {
        return reception.lost();
    }

    /** The share lost lately, 0–255. */
    public synchronized int reportedFraction() {
        return reception.fractionLost();
    }

    /** Notes that packets were asked for again. */
    public synchronized void countMissing(int count) {
        missing += count;
    }

    /** How many packets were asked for again. */
    public synchronized long missing() {
        return missing;
    }

    /** Notes that a key frame was asked for. */
    public synchronized void countKeyFrameRequest() {
        keyFrameRequests++;
    }

    /** How often a key frame was asked for. */
    public synchronized long keyFrameRequests() {
        return keyFrameRequests;
    }

    private void begin(MediaPacket packet, long now) {
        fresh = false;
        base = packet.index();
        offset = lastIndex + 1 - packet.index();
        long elapsed = packets == 0 ? 0 : Math.max(1, (long) ((now - lastNanos) / 1e9 * target.clockRate()));
        timestampOffset = packets == 0 ? 0 : lastTimestamp + elapsed - packet.rtp().timestamp();
        lastOrientation = 0;
    }

    private byte[] write(MediaPacket packet, long index, boolean marker) {
        RtpPacket rtp = packet.rtp();
        // Browsers repeat the orientation in the last packet of a frame only; it holds until the next.
        boolean oriented = orientationId > 0 && packet.orientation() >= 0
                && (packet.orientation() != 0 || lastOrientation != 0);
        if (oriented) {
            lastOrientation = packet.orientation();
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER + (oriented ? 8 : 0) + rtp.payloadLength());
        out.put((byte) (oriented ? 0x90 : 0x80));
        out.put((byte) ((marker ? 0x80 : 0) | target.payloadType()));
        out.putShort((short) index);
        out.putInt((int) (rtp.timestamp() + timestampOffset));
        out.putInt((int) ssrc);
        if (oriented) {
            out.putShort((short) 0xBEDE).putShort((short) 1);
            out.put((byte) (orientationId << 4)).put((byte) packet.orientation()).putShort((short) 0);
        }
        out.put(rtp.buffer(), rtp.payloadOffset(), rtp.payloadLength());
        return out.array();
    }
}
