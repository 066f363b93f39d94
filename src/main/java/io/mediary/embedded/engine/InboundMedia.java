package io.mediary.embedded.engine;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.mediary.embedded.engine.rtp.InboundStream;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.sdp.Agreement;
import io.mediary.embedded.engine.sdp.Codec;
import io.mediary.embedded.engine.sdp.MediaLine;

/** Sorts what comes in from the other side: which m-line, which stream, which codec (RFC 8843). Thread-safe. */
final class InboundMedia {

    private static final int MAX_STREAMS = 16;
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(5);

    private final Agreement agreement;
    private final Map<Long, InboundStream> streams = new ConcurrentHashMap<>();

    InboundMedia(Agreement agreement) {
        this.agreement = agreement;
    }

    /** A packet as the graph takes it; empty when it belongs nowhere or came before. */
    Optional<MediaPacket> sort(RtpPacket rtp, long now) {
        InboundStream stream = streams.get(rtp.ssrc());
        if (stream == null) {
            stream = begin(rtp, now);
        }
        if (stream == null) {
            return Optional.empty();
        }
        MediaLine line = stream.line();
        Codec codec = codec(line, rtp.payloadType());
        if (codec == null || !line.receives()) {
            return Optional.empty();
        }
        var index = stream.accept(rtp, codec.clockRate(), now);
        if (index.isEmpty()) {
            return Optional.empty();
        }
        int orientation = line.kind() == MediaKind.VIDEO ? rtp.octet(line.extension(MediaLine.ORIENTATION)) : -1;
        return Optional.of(MediaPacket.of(rtp, codec, index.getAsLong(), stream, orientation));
    }

    Optional<InboundStream> stream(long ssrc) {
        return Optional.ofNullable(streams.get(ssrc));
    }

    Collection<InboundStream> streams() {
        return streams.values();
    }

    List<InboundStream> streams(MediaKind kind) {
        return streams.values().stream().filter(s -> s.line().kind() == kind).toList();
    }

    private InboundStream begin(RtpPacket rtp, long now) {
        MediaLine line = line(rtp);
        if (line == null || streams.size() >= MAX_STREAMS && !forgetOldest(now)) {
            return null;
        }
        boolean asksAgain = line.kind() == MediaKind.VIDEO && line.feedback("nack");
        return streams.computeIfAbsent(rtp.ssrc(), s -> new InboundStream(s, line, asksAgain));
    }

    /** A phone takes a new source number after each hold, and a call can be long. */
    private boolean forgetOldest(long now) {
        return streams.values().stream().filter(s -> now - s.lastHeard() > SILENCE)
                .min(Comparator.comparingLong(s -> s.lastHeard() - now)).map(s -> streams.remove(s.ssrc()) != null)
                .orElse(false);
    }

    /** By the declared source, then by the mid, then by the payload type. */
    private MediaLine line(RtpPacket rtp) {
        MediaLine byPayload = null;
        MediaLine byMid = null;
        for (MediaLine line : agreement.lines()) {
            if (!line.accepted() || line.kind() == MediaKind.DATA) {
                continue;
            }
            if (line.remoteSsrcs().contains(rtp.ssrc())) {
                return line;
            }
            if (rtp.text(line.extension(MediaLine.MID)).filter(line.mid()::equals).isPresent()) {
                byMid = line;
            }
            if (byPayload == null && codec(line, rtp.payloadType()) != null) {
                byPayload = line;
            }
        }
        return byMid != null ? byMid : byPayload;
    }

    private static Codec codec(MediaLine line, int payloadType) {
        for (Codec codec : line.incoming()) {
            if (codec.payloadType() == payloadType) {
                return codec;
            }
        }
        return null;
    }
}
