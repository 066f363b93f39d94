package io.mediary.embedded.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sctp.DataMessage;
import io.mediary.embedded.engine.sdp.Agreement;
import io.mediary.embedded.engine.sdp.MediaLine;
import io.mediary.embedded.engine.sdp.RtpAddress;
import io.mediary.embedded.engine.sdp.RtpNegotiation;
import io.mediary.embedded.engine.sdp.RtpPorts;
import io.mediary.embedded.engine.sdp.RtpSdpWriter;
import io.mediary.embedded.engine.sdp.RtpSide;
import io.mediary.embedded.engine.sdp.SdpException;
import io.mediary.embedded.engine.sdp.SessionDescription;

/** A connection by plain RTP: a {@link RtpTransport} and a {@link PeerMedia} for each m-line in use. */
final class LibraryRtpPeer extends GraphElement implements RtpPeer {

    private final EngineResources resources;
    private final Consumer<GraphElement> onClose;
    private final PeerEvents events;
    private final PeerFlows flows;
    private final SourceNumbers numbers = SourceNumbers.random();
    private final DescriptionExchange exchange = new DescriptionExchange();
    private final Map<MediaKind, RtpTransport> transports = new ConcurrentHashMap<>();
    private final Map<MediaKind, PeerMedia> media = new ConcurrentHashMap<>();
    private List<MediaLine> offered = List.of();
    private int maxKbps;
    private volatile boolean closed;

    LibraryRtpPeer(Graph graph, EngineResources resources, PeerListener listener, Consumer<GraphElement> onClose) {
        super(graph);
        this.resources = resources;
        this.onClose = onClose;
        events = new PeerEvents(listener, resources.workers());
        flows = new PeerFlows(events);
    }

    @Override
    public synchronized String generateOffer() throws NegotiationException {
        fresh();
        offered = RtpNegotiation.offer();
        String offer = described(offered);
        exchange.offered(offer);
        return offer;
    }

    @Override
    public synchronized String processOffer(String sdp) throws NegotiationException {
        fresh();
        SessionDescription offer = DescriptionExchange.offer(sdp);
        try {
            List<MediaLine> lines = RtpNegotiation.answer(offer);
            String answer = described(lines);
            exchange.answered(sdp, answer);
            agreed(offer, lines);
            return answer;
        } catch (SdpException e) {
            throw DescriptionExchange.invalid();
        }
    }

    @Override
    public synchronized String processAnswer(String sdp) throws NegotiationException {
        SessionDescription answer = exchange.answer(sdp);
        try {
            List<MediaLine> lines = RtpNegotiation.accept(offered, answer);
            exchange.accepted(sdp);
            agreed(answer, lines);
            return exchange.local();
        } catch (SdpException e) {
            throw DescriptionExchange.invalid();
        }
    }

    @Override
    public synchronized String localDescription() throws NegotiationException {
        return exchange.local();
    }

    @Override
    public synchronized String remoteDescription() throws NegotiationException {
        return exchange.remote();
    }

    @Override
    public synchronized void maxVideoReceiveBandwidth(int kbps) {
        maxKbps = Math.max(0, kbps);
        media.values().forEach(m -> m.maxKbps(maxKbps));
    }

    @Override
    public PeerState state() {
        return new PeerState(events.ice(), events.isConnected(), events.isMedia(), flows.flowingIn(),
                flows.flowingOut());
    }

    @Override
    public Map<String, Map<String, Object>> stats(List<MediaKind> kinds) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        media.values().forEach(m -> all.putAll(PeerStats.of(m, kinds)));
        return all;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        events.close();
        graph().remove(this);
        transports.values().forEach(RtpTransport::close);
        media.values().forEach(PeerMedia::close);
        onClose.accept(this);
    }

    @Override
    void tick(long now) {
        media.values().forEach(m -> m.tick(now));
        flows.tick(now);
    }

    @Override
    void media(MediaKind kind, MediaPacket packet) {
        of(kind).ifPresent(m -> m.send(kind, packet));
    }

    @Override
    void report(MediaKind kind, SenderReport report, Object stream) {
        of(kind).ifPresent(m -> m.send(kind, report, stream));
    }

    @Override
    void data(DataMessage message) {
        // Plain RTP carries no messages.
    }

    @Override
    void sourceChanged(MediaKind kind) {
        of(kind).ifPresent(m -> m.restart(kind));
    }

    @Override
    void keyFrameWanted() {
        of(MediaKind.VIDEO).ifPresent(PeerMedia::askKeyFrame);
    }

    @Override
    long takes() {
        return of(MediaKind.VIDEO).map(PeerMedia::takes).orElse(Long.MAX_VALUE);
    }

    @Override
    boolean endsHere() {
        return true;
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    private Optional<PeerMedia> of(MediaKind kind) {
        return Optional.ofNullable(media.get(kind));
    }

    private void fresh() throws NegotiationException {
        exchange.begin();
        if (closed) {
            throw new IllegalStateException("the element is closed");
        }
    }

    /** Binds ports for the lines in use and writes the description of this side. */
    private String described(List<MediaLine> lines) {
        List<RtpPorts> ports = new ArrayList<>();
        try {
            for (MediaLine line : lines) {
                if (line.accepted()) {
                    boolean mux = line.section().has("rtcp-mux");
                    RtpTransport transport = new RtpTransport(resources.rtpPorts(), mux);
                    transports.put(line.kind(), transport);
                    ports.add(transport.numbers());
                } else {
                    ports.add(RtpPorts.NONE);
                }
            }
        } catch (RuntimeException e) {
            transports.values().forEach(RtpTransport::close);
            transports.clear();
            throw e;
        }
        RtpSide side = new RtpSide(DescriptionExchange.newSessionId(), numbers.cname(),
                resources.rtpPorts().address().getHostAddress(), numbers.audio(), numbers.video());
        return RtpSdpWriter.write(side, lines, ports);
    }

    /** Both descriptions are there: media can come and go, and the ports of lines that the other side refused are free. */
    private void agreed(SessionDescription remote, List<MediaLine> lines) {
        for (MediaLine line : lines) {
            RtpTransport transport = transports.get(line.kind());
            if (line.accepted() && transport != null) {
                Agreement one = new Agreement("", List.of(line), Optional.empty());
                PeerMedia negotiated = new PeerMedia(this, transport, flows, one, numbers, resources.audio());
                negotiated.maxKbps(maxKbps);
                media.put(line.kind(), negotiated);
                transport.start(line, RtpAddress.of(remote, line.section()), negotiated);
            }
        }
        transports.forEach((kind, transport) -> {
            if (!media.containsKey(kind)) {
                transport.close();
            }
        });
        if (!media.isEmpty()) {
            events.connected();
        }
    }
}
