package io.mediary.embedded.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.mediary.embedded.engine.rtp.InboundStream;
import io.mediary.embedded.engine.rtp.ReportBlock;
import io.mediary.embedded.engine.rtp.RtcpWriter;

/** Tells the other side every half second what arrived from it, and how much video it may send (REMB). Thread-safe. */
final class ReceptionReports {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long MOST_BANDWIDTH = 5_000_000;
    private static final long LEAST_BANDWIDTH = 150_000;

    private final GraphElement owner;
    private final MediaTransport transport;
    private final InboundMedia inbound;
    private final long ssrc;
    private final String cname;
    private int maxKbps;
    private long reported = System.nanoTime() - INTERVAL;

    /** Reports under that source number and name, about what came in for {@code owner}. */
    ReceptionReports(GraphElement owner, MediaTransport transport, InboundMedia inbound, long ssrc, String cname) {
        this.owner = owner;
        this.transport = transport;
        this.inbound = inbound;
        this.ssrc = ssrc;
        this.cname = cname;
    }

    /** Limits what the other side sends, from the next tick on; 0 for no limit. */
    synchronized void maxKbps(int kbps) {
        maxKbps = kbps;
        reported = System.nanoTime() - INTERVAL;
    }

    /** Sends what is due; every 50 ms or so. */
    void tick(long now) {
        long limit;
        synchronized (this) {
            if (now - reported < INTERVAL || inbound.streams().isEmpty()) {
                return;
            }
            reported = now;
            limit = maxKbps > 0 ? maxKbps * 1000L : MOST_BANDWIDTH;
        }
        List<ReportBlock> blocks = new ArrayList<>();
        List<Long> video = new ArrayList<>();
        for (InboundStream stream : inbound.streams()) {
            blocks.add(stream.block(now));
            if (stream.line().kind() == MediaKind.VIDEO && stream.line().feedback("goog-remb")) {
                video.add(stream.ssrc());
            }
        }
        RtcpWriter packet = new RtcpWriter(ssrc).receiverReport(blocks).description(cname);
        if (!video.isEmpty()) {
            packet.bandwidth(Math.min(limit, Math.max(LEAST_BANDWIDTH, owner.slowestSink())), video);
        }
        transport.sendRtcp(packet.toBytes());
    }
}
