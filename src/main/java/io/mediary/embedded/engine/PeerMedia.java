package io.mediary.embedded.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.mediary.embedded.engine.rtp.InboundStream;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.OutboundStream;
import io.mediary.embedded.engine.rtp.ReportBlock;
import io.mediary.embedded.engine.rtp.RtcpReader;
import io.mediary.embedded.engine.rtp.RtcpWriter;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sdp.Agreement;
import io.mediary.embedded.engine.sdp.MediaLine;

/**
 * The RTP and RTCP of what a negotiated peer carries on one transport. RTCP ends here on both sides: requests become requests along the graph.
 * Thread-safe.
 */
final class PeerMedia implements RtcpReader.Handler {

    private static final long KEY_FRAME_INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int MOST_REPEATS = 200;

    private final GraphElement owner;
    private final MediaTransport transport;
    private final PeerFlows flows;
    private final String cname;
    private final InboundMedia inbound;
    private final Map<MediaKind, OutboundStream> outbound = new EnumMap<>(MediaKind.class);
    private final long ownSsrc;
    private final ReceptionReports reports;
    private final ReceiverEstimate estimate = new ReceiverEstimate();
    private final KeyFrameWish keyFrame;
    private final AudioTranscoding transcoding;
    private volatile double roundTrip;
    private long upstreamAsked;

    PeerMedia(GraphElement owner, MediaTransport transport, PeerFlows flows, Agreement agreement,
            SourceNumbers numbers, AudioWorkers audio) {
        this.owner = owner;
        this.transport = transport;
        this.flows = flows;
        cname = numbers.cname();
        inbound = new InboundMedia(agreement);
        ownSsrc = agreement.line(MediaKind.VIDEO).isPresent() ? numbers.video() : numbers.audio();
        for (MediaKind kind : List.of(MediaKind.AUDIO, MediaKind.VIDEO)) {
            long ssrc = kind == MediaKind.VIDEO ? numbers.video() : numbers.audio();
            agreement.line(kind).filter(MediaLine::sends)
                    .ifPresent(l -> outbound.put(kind, new OutboundStream(ssrc, l)));
        }
        transcoding = agreement.line(MediaKind.AUDIO).filter(MediaLine::sends)
                .map(l -> new AudioTranscoding(l, audio, packet -> pass(MediaKind.AUDIO, packet))).orElse(null);
        reports = new ReceptionReports(owner, transport, inbound, ownSsrc, cname);
        long now = System.nanoTime();
        keyFrame = new KeyFrameWish(now);
        upstreamAsked = now - KEY_FRAME_INTERVAL;
    }

    InboundMedia inbound() {
        return inbound;
    }

    Optional<OutboundStream> outbound(MediaKind kind) {
        return Optional.ofNullable(outbound.get(kind));
    }

    double roundTrip() {
        return roundTrip;
    }

    /** Limits what the other side sends; told to it at once. */
    void maxKbps(int kbps) {
        reports.maxKbps(kbps);
    }

    /** RTP from the other side. */
    void received(byte[] packet) {
        long now = System.nanoTime();
        flows.alive(now);
        RtpPacket.parse(packet).flatMap(rtp -> inbound.sort(rtp, now)).ifPresent(media -> {
            InboundStream stream = (InboundStream) media.stream();
            MediaKind kind = stream.line().kind();
            flows.out(kind, now);
            if (kind == MediaKind.VIDEO && media.keyFrame()) {
                keyFrame.came();
            }
            owner.forward(kind, media);
            askAgain(stream, now);
        });
    }

    /** RTCP from the other side. */
    void receivedControl(byte[] packet) {
        flows.alive(System.nanoTime());
        RtcpReader.read(packet, this);
    }

    /** Media from the graph. */
    void send(MediaKind kind, MediaPacket packet) {
        if (!outbound.containsKey(kind) || !transport.isConnected()) {
            return;
        }
        if (kind != MediaKind.AUDIO || !transcoding.take(packet, System.nanoTime())) {
            pass(kind, packet);
        }
    }

    /** A sender report from the graph. */
    void send(MediaKind kind, SenderReport report, Object source) {
        if (!outbound.containsKey(kind)) {
            return;
        }
        if (kind != MediaKind.AUDIO
                || !transcoding.take(report, source, (carried, stream) -> pass(kind, carried, stream))) {
            pass(kind, report, source);
        }
    }

    private void pass(MediaKind kind, MediaPacket packet) {
        long now = System.nanoTime();
        OutboundStream stream = outbound.get(kind);
        Optional<byte[]> out = stream.rewrite(packet, now);
        if (out.isEmpty()) {
            askUpstream(stream, now);
        } else if (transport.sendRtp(out.get())) {
            flows.in(kind, now);
        }
    }

    private void pass(MediaKind kind, SenderReport report, Object source) {
        OutboundStream stream = outbound.get(kind);
        stream.carry(report, source, System.nanoTime()).ifPresent(own -> transport.sendRtcp(new RtcpWriter(own.ssrc())
                .senderReport(own, stream.packets(), stream.bytes()).description(cname).toBytes()));
    }

    /** What comes from the graph is another stream from now on. */
    void restart(MediaKind kind) {
        OutboundStream stream = outbound.get(kind);
        if (stream != null) {
            if (kind == MediaKind.AUDIO) {
                transcoding.stop();
            }
            stream.restart();
            long now = System.nanoTime();
            synchronized (this) {
                // A new source has not been asked yet, whenever the old one was.
                upstreamAsked = now - KEY_FRAME_INTERVAL;
            }
            if (transport.isConnected()) {
                askUpstream(stream, now);
            }
        }
    }

    /** Asks the other side for a key frame, soon when it was asked just now, and again until one comes. */
    void askKeyFrame() {
        long now = System.nanoTime();
        keyFrame.wish(now);
        sendKeyFrameRequest(now);
    }

    /** How many bits a second of video the other side takes, where it is a reason to slow the source down. */
    long takes() {
        return estimate.limit(System.nanoTime());
    }

    /** How many bits a second of video the other side said it takes, Long.MAX_VALUE when it did not lately. */
    long told() {
        return estimate.told(System.nanoTime());
    }

    /** Gives back what sending takes; packets from the graph are no longer welcome. */
    void close() {
        if (transcoding != null) {
            transcoding.close();
        }
    }

    /** What is due from time to time; every 50 ms or so. */
    void tick(long now) {
        if (!transport.isConnected()) {
            return;
        }
        for (InboundStream stream : inbound.streams()) {
            askAgain(stream, now);
        }
        OutboundStream video = outbound.get(MediaKind.VIDEO);
        if (video != null) {
            askUpstream(video, now);
        }
        sendKeyFrameRequest(now);
        reports.tick(now);
        if (transcoding != null) {
            transcoding.tick(now);
        }
    }

    private void askAgain(InboundStream stream, long now) {
        List<Integer> missing = stream.missing(now);
        if (!missing.isEmpty()) {
            transport.sendRtcp(
                    new RtcpWriter(ownSsrc).receiverReport(List.of()).missing(stream.ssrc(), missing).toBytes());
        }
        if (stream.takeKeyFrameNeeded()) {
            askKeyFrame();
        }
    }

    private void askUpstream(OutboundStream stream, long now) {
        if (!stream.awaitsKeyFrame()) {
            return;
        }
        synchronized (this) {
            if (now - upstreamAsked < KEY_FRAME_INTERVAL) {
                return;
            }
            upstreamAsked = now;
        }
        owner.link(MediaKind.VIDEO).source().ifPresent(GraphElement::keyFrameWanted);
    }

    private void sendKeyFrameRequest(long now) {
        List<InboundStream> video = inbound.streams(MediaKind.VIDEO);
        if (video.isEmpty() || !transport.isConnected() || !keyFrame.due(now)) {
            return;
        }
        for (InboundStream stream : video) {
            transport.sendRtcp(keyFrameRequest(stream));
        }
    }

    /**
     * PLI is sent even where it was not negotiated (plain RTP/AVP): who does not know it has to pass over it (RFC 3550, 6.1), and whoever listens
     * anew sees nothing before the next key frame, for this engine makes none. FIR goes to those that know nothing else.
     */
    private byte[] keyFrameRequest(InboundStream stream) {
        RtcpWriter packet = new RtcpWriter(ownSsrc).receiverReport(List.of());
        int number = stream.countKeyFrameRequest();
        boolean fir = stream.line().feedback("ccm fir") && !stream.line().feedback("nack pli");
        return (fir ? packet.fullIntra(stream.ssrc(), number) : packet.pictureLoss(stream.ssrc())).toBytes();
    }

    @Override
    public void senderReport(SenderReport report) {
        inbound.stream(report.ssrc()).ifPresent(stream -> {
            stream.report(report, System.nanoTime());
            owner.forward(stream.line().kind(), report, stream);
        });
    }

    @Override
    public void reception(ReportBlock block) {
        long now = System.nanoTime();
        outbound.forEach((kind, stream) -> {
            if (stream.ssrc() == block.ssrc()) {
                stream.reception(block);
                stream.roundTrip(block, now).ifPresent(seconds -> {
                    roundTrip = seconds;
                    estimate.roundTrip(seconds, now);
                });
                if (kind == MediaKind.VIDEO) {
                    estimate.lost(block.fractionLost(), now);
                }
            }
        });
    }

    @Override
    public void missing(long media, List<Integer> sequences) {
        OutboundStream video = outbound.get(MediaKind.VIDEO);
        if (video != null && video.ssrc() == media) {
            video.countMissing(sequences.size());
            sequences.stream().limit(MOST_REPEATS).forEach(s -> video.sent(s).ifPresent(transport::sendRtp));
        }
    }

    @Override
    public void keyFrameWanted(long media) {
        OutboundStream video = outbound.get(MediaKind.VIDEO);
        if (video != null && video.ssrc() == media) {
            video.countKeyFrameRequest();
            owner.link(MediaKind.VIDEO).source().ifPresent(GraphElement::keyFrameWanted);
        }
    }

    @Override
    public void bandwidth(long bitsPerSecond) {
        estimate.estimate(bitsPerSecond, System.nanoTime());
    }
}
