package io.mediary.embedded.engine.rtp;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import io.mediary.embedded.engine.sdp.MediaLine;

/** One RTP source of the other side: what came, what is missing, how regularly. Thread-safe. */
public final class InboundStream {

    private static final int SEEN = 2048;
    private static final int MAX_JUMP = 3000;

    private final long ssrc;
    private final MediaLine line;
    private final boolean asksAgain;
    private final BitSet seen = new BitSet(SEEN);
    private final MissingPackets missing = new MissingPackets();
    private long highest = -1;
    private long first;
    private long packets;
    private long bytes;
    private long asked;
    private long keyFrameRequests;
    private double jitter;
    private int clockRate;
    private long lastHeard;
    private long lastTransit;
    private long expectedBefore;
    private long packetsBefore;
    private long lastReport;
    private long lastReportNanos;
    private boolean keyFrameNeeded;

    /**
     * A source that was just heard for the first time.
     *
     * @param asksAgain whether lost packets are asked for
     */
    public InboundStream(long ssrc, MediaLine line, boolean asksAgain) {
        this.ssrc = ssrc;
        this.line = line;
        this.asksAgain = asksAgain;
    }

    /** The source's number. */
    public long ssrc() {
        return ssrc;
    }

    /** The m-line it belongs to. */
    public MediaLine line() {
        return line;
    }

    /**
     * Notes a packet.
     *
     * @param clockRate of its codec
     * @param now from System.nanoTime
     * @return its sequence number without wrapping; empty for one that came before
     */
    public synchronized OptionalLong accept(RtpPacket packet, int clockRate, long now) {
        this.clockRate = clockRate;
        lastHeard = now;
        long index = unwrap(packet.sequence());
        if (highest < 0 || Math.abs(index - highest) > MAX_JUMP) {
            begin(index);
        } else if (index > highest) {
            advance(index);
        } else if (highest - index >= SEEN || seen.get((int) (index % SEEN))) {
            return OptionalLong.empty();
        }
        seen.set((int) (index % SEEN));
        missing.arrived(index);
        packets++;
        bytes += packet.payloadLength();
        long transit = (long) (now / 1e9 * clockRate) - packet.timestamp();
        if (packets > 1) {
            jitter += (Math.min(Math.abs(transit - lastTransit), clockRate) - jitter) / 16;
        }
        lastTransit = transit;
        return OptionalLong.of(index);
    }

    /** The sequence numbers to ask for now. */
    public synchronized List<Integer> missing(long now) {
        List<Integer> due = missing.due(now);
        asked += due.size();
        return due;
    }

    /** Whether so much was lost that only a key frame helps; asking clears it. */
    public synchronized boolean takeKeyFrameNeeded() {
        boolean needed = keyFrameNeeded;
        keyFrameNeeded = false;
        return needed;
    }

    /** Notes a sender report of this source. */
    public synchronized void report(SenderReport report, long now) {
        lastReport = report.ntp() >>> 16 & 0xFFFFFFFFL;
        lastReportNanos = now;
    }

    /** The reception report due now. */
    public synchronized ReportBlock block(long now) {
        long expected = highest < 0 ? 0 : highest - first + 1;
        long expectedNow = expected - expectedBefore;
        long lostNow = expectedNow - (packets - packetsBefore);
        expectedBefore = expected;
        packetsBefore = packets;
        int fraction = expectedNow <= 0 || lostNow <= 0 ? 0 : (int) Math.min(255, lostNow * 256 / expectedNow);
        long delay = lastReport == 0 ? 0 : TimeUnit.NANOSECONDS.toMicros(now - lastReportNanos) * 65536 / 1_000_000;
        return new ReportBlock(ssrc, fraction, lost(), highest & 0xFFFFFFFFL, (long) jitter, lastReport, delay);
    }

    /** Packets so far, repeats not counted. */
    public synchronized long packets() {
        return packets;
    }

    /** Payload bytes so far. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Packets that never came. */
    public synchronized int lost() {
        return highest < 0 ? 0 : (int) (highest - first + 1 - packets);
    }

    /** How many packets were asked for again. */
    public synchronized long asked() {
        return asked;
    }

    /** Notes that a key frame was asked for, and answers the request's number: 0 to 255, then from 0 again (RFC 5104, 4.3.1.1). */
    public synchronized int countKeyFrameRequest() {
        return (int) (keyFrameRequests++ & 0xFF);
    }

    /** How often a key frame was asked for. */
    public synchronized long keyFrameRequests() {
        return keyFrameRequests;
    }

    /** Variation of the arrival times in seconds. */
    public synchronized double jitter() {
        return clockRate == 0 ? 0 : jitter / clockRate;
    }

    /** When the last packet came, from System.nanoTime. */
    public synchronized long lastHeard() {
        return lastHeard;
    }

    private void begin(long index) {
        seen.clear();
        missing.clear();
        first = index;
        packets = 0;
        packetsBefore = 0;
        expectedBefore = 0;
        highest = index;
    }

    private void advance(long index) {
        for (long i = highest + 1; i < index; i++) {
            seen.clear((int) (i % SEEN));
        }
        if (asksAgain && index > highest + 1 && !missing.gap(highest + 1, index)) {
            keyFrameNeeded = true;
        }
        highest = index;
    }

    private long unwrap(int sequence) {
        if (highest < 0) {
            // One wrap ahead, so that a late packet before the first stays positive.
            return 0x10000L + sequence;
        }
        int distance = (short) (sequence - (int) (highest & 0xFFFF));
        return Math.max(0, highest + distance);
    }
}
