package io.mediary.embedded.engine;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.mediary.embedded.engine.rtp.InboundStream;
import io.mediary.embedded.engine.rtp.OutboundStream;

/** The counters of a peer with Kurento's names. Stateless. */
final class PeerStats {

    private PeerStats() {
    }

    static Map<String, Map<String, Object>> of(PeerMedia media, List<MediaKind> kinds) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (InboundStream stream : media.inbound().streams()) {
            if (kinds.contains(stream.line().kind())) {
                Map<String, Object> stats = common("inboundrtp", stream.line().kind(), stream.ssrc());
                stats.put("packetsReceived", stream.packets());
                stats.put("bytesReceived", stream.bytes());
                stats.put("packetsLost", stream.lost());
                stats.put("nackCount", stream.asked());
                stats.put("pliCount", stream.keyFrameRequests());
                stats.put("jitter", stream.jitter());
                all.put((String) stats.get("id"), stats);
            }
        }
        for (MediaKind kind : kinds) {
            media.outbound(kind).filter(s -> s.packets() > 0).ifPresent(stream -> {
                Map<String, Object> stats = outbound(stream, kind, media);
                all.put((String) stats.get("id"), stats);
            });
        }
        return all;
    }

    private static Map<String, Object> outbound(OutboundStream stream, MediaKind kind, PeerMedia media) {
        Map<String, Object> stats = common("outboundrtp", kind, stream.ssrc());
        stats.put("packetsSent", stream.packets());
        stats.put("bytesSent", stream.bytes());
        stats.put("packetsLost", stream.reportedLost());
        stats.put("fractionLost", stream.reportedFraction() / 256.0);
        stats.put("nackCount", stream.missing());
        stats.put("pliCount", stream.keyFrameRequests());
        stats.put("targetBitrate", 0.0);
        stats.put("roundTripTime", media.roundTrip());
        long takes = media.told();
        stats.put("remb", takes == Long.MAX_VALUE ? 0L : takes);
        return stats;
    }

    /** Two m-lines of plain RTP may use the same source number. */
    private static Map<String, Object> common(String type, MediaKind kind, long ssrc) {
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("id", UUID.nameUUIDFromBytes((type + kind + ssrc).getBytes(StandardCharsets.US_ASCII)).toString());
        stats.put("type", type);
        stats.put("ssrc", Long.toString(ssrc));
        stats.put("isRemote", false);
        stats.put("associateStatsId", "");
        stats.put("codecId", "");
        stats.put("mediaTrackId", "");
        stats.put("transportId", "");
        stats.put("fractionLost", 0.0);
        stats.put("firCount", 0L);
        stats.put("sliCount", 0L);
        stats.put("remb", 0L);
        return stats;
    }
}
